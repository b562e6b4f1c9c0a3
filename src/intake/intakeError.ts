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

/**
 * A file that cannot be graded as a notebook: the student's turn; metadata that cannot be used: course staff's. The
 * message says what to do about it.
 */
export class IntakeError extends Error {
  override readonly name = 'IntakeError';
  readonly whoseTurn: 'student' | 'course';
  readonly code: IntakeCode;

  constructor(code: IntakeCode, message: string) {
    // File names are the student's too: nothing invisible of theirs reaches a terminal or a log.
    super(message.replace(/\p{C}/gu, ''));
    this.code = code;
    this.whoseTurn = code === 'metadata' ? 'course' : 'student';
  }
}
