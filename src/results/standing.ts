import { PLAIN, type GradescopeResults } from './gradescope.js';
import { lateParts, type Late } from './late.js';
import { plainText, shorten } from './plainText.js';

const MAX_MESSAGE_CHARS = 20_000;

/** A submission that has no grade, and where it stands. */
export interface Standing {
  readonly submission: string;
  readonly assignment: string;
  /** `queued`, `dispatched`, `unreadable`, `superseded`, `cancelled` or `needsStaff`. */
  readonly state: string;
  /** For the student: where it stands and whose turn it is. */
  readonly message: string;
  readonly late?: Late | undefined;
  /** More for the machine's record. */
  readonly extra?: GradescopeResults['extra_data'];
}

/**
 * The document of a submission that has no grade: no scored test, and `extra_data.ungraded`, so that whoever passes it
 * on knows that its score is no verdict. The platform demands a score: it is that of another submission that counts, or
 * 0 for want of any.
 */
export function standingResults(standing: Standing): GradescopeResults {
  const { submission, assignment, state, message, late, extra = {} } = standing;
  const parts = late === undefined ? undefined : lateParts(late);
  return {
    score: parts?.score(0) ?? 0,
    execution_time: 0,
    output: shorten(plainText(message), MAX_MESSAGE_CHARS),
    ...PLAIN,
    extra_data: {
      schemaVersion: 1,
      submission,
      assignment,
      state,
      ungraded: true,
      ...extra,
      ...(parts === undefined ? {} : { late: parts.data }),
    },
    tests: parts === undefined ? [] : [parts.test],
  };
}
