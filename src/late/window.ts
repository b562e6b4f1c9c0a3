import { budgetOf } from './allocate.js';
import type { Facts, Student, Terms, Work } from './facts.js';
import { SECOND_MICROS, type EpochMicros } from './instant.js';

/**
 * The last instant at which a submission of this student can change a grade: due + grace + W, as `safeReleaseAt` has
 * it; null where late work is worth something forever.
 *
 * @param due the student's own.
 */
export function windowEnd(
  facts: Facts,
  student: Student,
  work: Work | undefined,
  terms: Terms,
  due: EpochMicros,
): EpochMicros | null {
  const { cutoffHours, cutoffAt } = terms.assignment;
  if (cutoffHours === null && cutoffAt !== null) return cutoffAt;
  const windowSeconds = cutoffHours === null ? uselessAfterSeconds(facts, student, work, terms) : cutoffHours * 3600;
  if (windowSeconds === null) return null;
  const end = due + (facts.policy.graceSeconds + windowSeconds) * SECOND_MICROS;
  return cutoffAt === null ? end : Math.min(end, cutoffAt);
}

/** Whether no lateness is ever charged here. */
export function isNeverCharged({ policy }: Facts, { assignment }: Terms): boolean {
  return assignment.lateExempt || (assignment.maxScore.units === 0n && !policy.chargeZeroMax);
}

/** The lateness at which even a full budget leaves nothing of the score. */
function uselessAfterSeconds(facts: Facts, student: Student, work: Work | undefined, terms: Terms): number | null {
  const { policy } = facts;
  const waivedHours = work?.waivedHours ?? 0;
  const isForever = policy.penaltyCapBp < 10_000 || policy.penaltyBpPerHour === 0 || waivedHours === Infinity;
  if (isForever || isNeverCharged(facts, terms)) return null;
  const penaltyHours = Math.ceil(10_000 / policy.penaltyBpPerHour);
  return (budgetOf(student, policy) + penaltyHours + waivedHours) * policy.unitSeconds;
}
