import type { Work } from './facts.js';
import type { Submission } from './submission.js';
import type { Assignment } from './model.js';
import type { LatePolicy } from './policy.js';
import type { Price, Uncharged } from './price.js';
import { penaltyBpOf } from './score.js';

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
