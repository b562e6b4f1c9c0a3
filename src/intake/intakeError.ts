import { Refusal } from '../base/refusal.js';

/** Why a file was not taken as a notebook. */
export type IntakeCode =
  | 'absent'
  | 'folder'
  | 'notAFile'
  | 'unreadable'
  | 'empty'
  | 'tooLarge'
  | 'notText'
  | 'notJson'
  | 'notANotebook'
  | 'otherFormat'
  | 'otherLanguage'
  | 'damagedCell'
  | 'noCode'
  /** Nothing among the submitted files is a notebook. */
  | 'noNotebook'
  /** Several are, and nothing says which is meant. */
  | 'severalNotebooks'
  /** An archive that is damaged, hostile or beyond its bounds. */
  | 'archive'
  /** What Gradescope says about a submission cannot be used. */
  | 'metadata';

/** A file that cannot be graded as a notebook: the student's turn; metadata that cannot be used: course staff's. */
export class IntakeError extends Refusal {
  override readonly name = 'IntakeError';
  declare readonly code: IntakeCode;
  declare readonly remedy: string;

  constructor(code: IntakeCode, text: string, remedy: string) {
    const whoseTurn = code === 'metadata' ? 'course' : 'student';
    super({ code, text: visible(text), remedy: visible(remedy), whoseTurn });
  }
}

/** File names are the student's too: nothing invisible of theirs reaches a terminal or a log. */
function visible(text: string): string {
  return text.replace(/\p{C}/gu, '');
}
