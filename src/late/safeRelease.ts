import { createDueTimes } from './dueTimes.js';
import { effectiveDue } from './effectiveDue.js';
import { collectFacts } from './fold.js';
import type { EpochMicros } from './instant.js';
import { LateError } from './lateError.js';
import type { LedgerInput } from './model.js';
import { windowEnd } from './window.js';

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
    const end = windowEnd(facts, student, work, terms, effectiveDue(student, work, terms, dueTimes).at);
    if (end === null) throw neverSafe(assignment);
    return end;
  });
  return ends.length === 0 ? dueTimes.base(terms.assignment) : ends.reduce((a, b) => Math.max(a, b));
}

function neverSafe(assignment: string): LateError {
  return new LateError(
    'invalid_document',
    `Late work on ${assignment} is worth something forever, so no moment is safe for its release.`,
    'Course staff: give it cutoffHours or cutoffAt.',
  );
}
