import type { CourseData } from './courseData.js';
import type { PageHead } from './page.js';
import type { Audience, Section } from './section.js';
import { deadline } from './sections/deadline.js';
import { extensionsByStaff } from './sections/extensions.js';
import { hoursUsed } from './sections/hoursUsed.js';
import { outcomes } from './sections/outcomes.js';
import { penalties } from './sections/penalties.js';
import { hoursByReason } from './sections/reasons.js';
import { remainingByWeek } from './sections/remaining.js';
import { runningLow } from './sections/runningLow.js';
import { SMALLEST_CELL } from './suppress.js';

/**
 * The parts of a course's report.
 *
 * @param assignment only this one, where an assignment is what a part is about; balances are always the course's.
 */
export function courseSections(data: CourseData, audience: Audience, assignment?: string): Section[] {
  const shown =
    assignment === undefined ? data : { ...data, assignments: data.assignments.filter(({ id }) => id === assignment) };
  return [
    outcomes(shown, audience),
    hoursUsed(shown, audience),
    deadline(shown, audience),
    hoursByReason(shown, audience),
    remainingByWeek(data, audience),
    penalties(data, audience),
    ...(audience === 'staff' ? [runningLow(data), extensionsByStaff(data)] : []),
  ];
}

/** What stands above them. */
export function courseHead({ course, people, assignments, asOfSeq }: CourseData, audience: Audience): PageHead {
  const forWhom =
    audience === 'staff'
      ? 'For course staff: it has names. Do not pass it on.'
      : `Without persons; groups of fewer than ${SMALLEST_CELL} students are not told (“–”).`;
  return {
    title: `Late hours of ${course}`,
    lead: `${people.length} students, ${assignments.length} assignments. As of event ${asOfSeq}. ${forWhom}`,
  };
}
