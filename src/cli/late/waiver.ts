import { readCharges } from '../../store/charges.js';
import { readEvents } from '../../store/events.js';
import type { Store } from '../../store/store.js';
import { UsageError } from '../exitCodes.js';
import type { Command, Plan } from './change.js';
import { studentOf } from './options.js';
import { currentTerms } from './staffEvents.js';

/**
 * Late hours that are charged to nobody; several waivers add up.
 *
 * @param command with the name that the log gives to whoever waives.
 * @throws {UsageError} where it is more than is charged, or than this person may waive.
 */
export function planWaiver(
  store: Store,
  course: string,
  who: string,
  assignment: string,
  hours: number | 'all',
  { isRetry, member, actor }: Command & { readonly actor: string },
): Plan {
  const { student } = studentOf(store, course, who);
  currentTerms(store, course, assignment);
  if (!isRetry) {
    requireCharged(store, course, student, assignment, hours);
    if (member.role === 'ta') requireWithin(member.waiveHours, hours, waivedBy(store, course, actor, student), student);
  }
  return { events: [{ content: { type: 'hours_waived', student, assignment, hours } }] };
}

/** A number that is larger than the charge is a slip of the pen. */
function requireCharged(
  store: Store,
  course: string,
  student: string,
  assignment: string,
  hours: number | 'all',
): void {
  const row = readCharges(store, course).find((one) => one.student === student)?.charges.assignments[assignment];
  const charged = (row?.hoursUsed ?? 0) + (row?.penaltyHours ?? 0);
  if (hours === 'all' || hours <= charged) return;
  throw new UsageError(
    `${student} is charged ${charged} late hours for ${assignment}, and ${hours} are more. Give as many, or all, or more time with \`late extend\`.`,
  );
}

function requireWithin(limit: number, hours: number | 'all', before: number, student: string): void {
  if (hours !== 'all' && before + hours <= limit) return;
  const left = Math.max(0, limit - before);
  throw new UsageError(
    `A teaching assistant may waive ${limit} hours for one student, and ${left} of yours for ${student} are left. Ask a head TA or instructor.`,
  );
}

/** What this person has waived for a student in the whole course. */
function waivedBy(store: Store, course: string, actor: string, student: string): number {
  return readEvents(store, course, { students: [student], types: ['hours_waived'] }).reduce((sum, event) => {
    const { content } = event;
    if (content.type !== 'hours_waived' || event.actor !== actor) return sum;
    return sum + (content.hours === 'all' ? Infinity : content.hours);
  }, 0);
}
