/** Why a ledger cannot be computed; the same words as in `docs/late-hours.md`. */
export type LateErrorCode =
  'nonexistent_local_time' | 'ambiguous_local_time' | 'timestamp_without_offset' | 'invalid_document';

/** The policy, an assignment or an event cannot be judged: course staff's turn. The message says what to mend. */
export class LateError extends Error {
  override readonly name = 'LateError';
  readonly whoseTurn = 'course';
  readonly code: LateErrorCode;

  constructor(code: LateErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
