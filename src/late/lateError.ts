import { Refusal } from '../base/refusal.js';

/** Why a ledger cannot be computed; the same words as in `docs/late-hours.md`. */
export type LateErrorCode =
  'nonexistent_local_time' | 'ambiguous_local_time' | 'timestamp_without_offset' | 'invalid_document';

/** The policy, an assignment or an event cannot be judged: course staff's turn. */
export class LateError extends Refusal {
  declare readonly code: LateErrorCode;

  constructor(code: LateErrorCode, text: string, remedy?: string) {
    super({ code, text, remedy });
  }
}
