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
  | 'noCode';

/** A file that cannot be graded as a notebook: the student's turn. The message says what to do about it. */
export class IntakeError extends Error {
  override readonly name = 'IntakeError';
  readonly whoseTurn = 'student';
  readonly code: IntakeCode;

  constructor(code: IntakeCode, message: string) {
    // File names are the student's too: nothing invisible of theirs reaches a terminal or a log.
    super(message.replace(/\p{C}/gu, ''));
    this.code = code;
  }
}
