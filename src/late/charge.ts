import type { Decimal } from './decimal.js';
import type { Submission, Work } from './facts.js';
import type { EpochMicros } from './instant.js';
import type { Lateness } from './lateness.js';
import type { ChargeStatus, NotCounted, TraceRule } from './ledger.js';
import type { Assignment } from './model.js';
import type { LatePolicy } from './policy.js';
import { penaltyBpOf } from './score.js';

/** Why late work may cost nothing. */
type Uncharged = 'excused' | 'exempt' | 'zero_max' | 'zero_score';

/** What one submission costs one student. */
export interface Price {
  readonly hoursWaived: number;
  readonly hoursUsed: number;
  readonly penaltyHours: number;
  readonly penaltyBp: number;
  readonly uncharged: Uncharged | null;
  /** What the budget still held. */
  readonly balanceBefore: number;
}

/** What one assignment costs one student, and for which submission. */
export interface Charge extends Price, Omit<Lateness, 'afterCutoff'> {
  readonly submission: Submission | null;
  /** Why this submission counts; null where none does. */
  readonly countsAs: TraceRule | null;
  readonly effectiveDue: EpochMicros;
  readonly dueBy: TraceRule;
  readonly dueSeqs: readonly number[];
  readonly maxScore: Decimal;
  readonly status: ChargeStatus;
  readonly notCounted: readonly NotCounted[];
}

/** The price of `submission`, which is `hoursLate` hours late, where the budget still holds `balanceBefore` hours. */
export function priceOf(
  submission: Submission,
  hoursLate: number,
  work: Work,
  assignment: Assignment,
  policy: LatePolicy,
  balanceBefore: number,
): Price {
  const hoursWaived = Math.min(hoursLate, work.waivedHours);
  const uncharged = unchargedBecause(submission, work, assignment, policy);
  const chargeable = uncharged === null ? hoursLate - hoursWaived : 0;
  const hoursUsed = Math.min(chargeable, balanceBefore, assignment.maxFreeHours ?? Infinity);
  const penaltyHours = chargeable - hoursUsed;
  const penaltyBp = penaltyBpOf(policy, penaltyHours);
  return { hoursWaived, hoursUsed, penaltyHours, penaltyBp, uncharged, balanceBefore };
}

function unchargedBecause(
  { rawScore }: Submission,
  { excusedSeq }: Work,
  { lateExempt, maxScore }: Assignment,
  { chargeZeroMax, chargeZeroScore }: LatePolicy,
): Uncharged | null {
  if (excusedSeq !== null) return 'excused';
  if (lateExempt) return 'exempt';
  if (!chargeZeroMax && maxScore.units === 0n) return 'zero_max';
  // A submission that is not graded yet has no score, which is not a score of 0.
  return !chargeZeroScore && rawScore !== null && rawScore.units <= 0n ? 'zero_score' : null;
}
