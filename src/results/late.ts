import type { LatenessOnly, LateRecord } from '../late/lateRecord.js';
import type { GradescopeTest } from './gradescope.js';
import { lateData, latenessData, type LateData } from './lateData.js';
import { latenessSentence, lateSentence, scoreSentence } from './lateSentence.js';
import { viewOf } from './lateView.js';

/** What a document says about late hours: by the ledger, or, where there is none, how late the submission is. */
export type Late = LateRecord | LatenessOnly;

/** The name of the line about late hours. */
export const LATE_TEST = 'Late hours';

/** The three places where late hours stand in a document. */
export interface LateParts {
  /** `extra_data.late`. */
  readonly data: LateData;
  /** A line that informs: no score, no status, always visible, because a hidden test hides the total. */
  readonly test: GradescopeTest;
  /** The document's score, from the sum of the tests. */
  score(rawScore: number): number;
  /** For the top of the document: why its score is not the sum of the tests; absent where it is. */
  readonly onTop?: string | undefined;
  /** Whether that is the score of another submission, which counts, or 0 because none does. */
  readonly isOfAnother: boolean;
}

export function lateParts(late: Late): LateParts {
  const hasLedger = 'members' in late;
  const output = hasLedger ? lateSentence(late) : latenessSentence(late);
  return {
    data: hasLedger ? lateData(late) : latenessData(late),
    test: { name: LATE_TEST, output, visibility: 'visible' },
    score: (rawScore) => (hasLedger ? finalScore(late, rawScore) : rawScore),
    onTop: hasLedger ? scoreSentence(late) : undefined,
    isOfAnother: hasLedger && isOfAnother(late),
  };
}

function isOfAnother(record: LateRecord): boolean {
  const view = viewOf(record);
  if (!view.takesPenalty) return false;
  const { counting, finalScore: final } = view.member;
  return counting === null || (counting !== record.submissionId && final !== null);
}

/**
 * What the assignment is worth to the student now: with the penalty, and of the submission that counts, so that the
 * platform's total is right whichever submission is active there. Where nothing counts that is 0; where what counts is
 * not graded yet, or the record is only for the gradebook, the raw score stands.
 */
function finalScore(record: LateRecord, rawScore: number): number {
  const view = viewOf(record);
  if (!view.takesPenalty) return rawScore;
  const { counting, finalScore: final } = view.member;
  if (counting === null) return 0;
  return final === null ? rawScore : Number(final);
}
