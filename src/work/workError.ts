/** Why work is refused. Nothing was changed. */
export type WorkErrorCode =
  /** The submission is here already, with another content or for another assignment. */
  | 'otherContent'
  /** It names nobody who handed it in, or somebody who cannot be told from others. */
  | 'noStudents'
  /** There is no such work. */
  | 'unknownWork'
  /** Its state does not allow what was asked. */
  | 'wrongState';

/** Work is refused: the message says what is wrong, whose turn it is and what to do. */
export class WorkError extends Error {
  override readonly name = 'WorkError';

  constructor(
    readonly code: WorkErrorCode,
    message: string,
  ) {
    super(message);
  }
}
