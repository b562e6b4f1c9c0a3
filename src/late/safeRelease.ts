import { budgetOf } from './allocate.js';
import { createDueTimes } from './dueTimes.js';
import { effectiveDue } from './effectiveDue.js';
import type { Facts, Student, Terms, Work } from './facts.js';
import { collectFacts } from './fold.js';
import { SECOND_MICROS, type EpochMicros } from './instant.js';
import { LateError } from './lateError.js';
import type { LedgerInput } from './model.js';

/**
 * The earliest instant after which no submission can change a grade of `assignment`:
 *
 *     max over students not excused of  due + grace + W
 *     W = cutoffHours, or without any cut-off budget + ceil(10 000 / penaltyBpPerHour) + waived late hours
 *
 * and never later than `cutoffAt`. Where everybody is excused, the due time.
 *
 * @param assignment is in `input`.
 * @throws {LateError} where there is no such instant, which only a cut-off can mend; and as `fold` does.
 */
export function safeReleaseAt(input: LedgerInput, assignment: string): EpochMicros {
  const dueTimes = createDueTimes();
  const facts = collectFacts(input, dueTimes);
  const terms = facts.terms.get(assignment);
  if (terms === undefined) throw new RangeError('safeReleaseAt: the assignment is not in the input');
  const waitedFor = [...facts.students.values()].filter(
    (student) => (student.works.get(assignment)?.excusedSeq ?? null) === null,
  );
  const ends = waitedFor.map((student) => {
    const work = student.works.get(assignment);
    return windowEnd(facts, student, work, terms, effectiveDue(student, work, terms, dueTimes).at);
  });
  return ends.length === 0 ? dueTimes.base(terms.assignment) : ends.reduce((a, b) => Math.max(a, b));
}

function windowEnd(
  facts: Facts,
  student: Student,
  work: Work | undefined,
  terms: Terms,
  due: EpochMicros,
): EpochMicros {
  const { cutoffHours, cutoffAt } = terms.assignment;
  if (cutoffHours === null && cutoffAt !== null) return cutoffAt;
  const windowSeconds = cutoffHours === null ? uselessAfterSeconds(facts, student, work, terms) : cutoffHours * 3600;
  const end = due + (facts.policy.graceSeconds + windowSeconds) * SECOND_MICROS;
  return cutoffAt === null ? end : Math.min(end, cutoffAt);
}

/** The lateness at which even a full budget leaves nothing of the score. */
function uselessAfterSeconds(
  { policy }: Facts,
  student: Student,
  work: Work | undefined,
  { assignment }: Terms,
): number {
  const waivedHours = work?.waivedHours ?? 0;
  const neverCharged = assignment.lateExempt || (assignment.maxScore.units === 0n && !policy.chargeZeroMax);
  if (policy.penaltyCapBp < 10_000 || policy.penaltyBpPerHour === 0 || neverCharged || waivedHours === Infinity) {
    throw new LateError(
      'invalid_document',
      `Late work on ${assignment.id} is worth something forever, so no moment is safe for its release. ` +
        'Course staff: give it cutoffHours or cutoffAt.',
    );
  }
  const penaltyHours = Math.ceil(10_000 / policy.penaltyBpPerHour);
  return (budgetOf(student, policy) + penaltyHours + waivedHours) * policy.unitSeconds;
}
