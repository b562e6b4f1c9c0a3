import { Refusal } from '../../base/refusal.js';
import { readCharges } from '../charges.js';
import { readEvents } from '../events.js';
import { actorName, type Actor } from '../actor.js';
import type { Ledger } from '../ledger.js';
import { studentOf } from '../students.js';
import { currentTerms } from '../terms.js';
import { change, type Change, type Circumstances, type Command, type Plan } from './change.js';

export interface Waiver extends Circumstances {
  readonly student: string;
  readonly assignment: string;
  readonly hours: number | 'all';
}

/**
 * Late hours that are charged to nobody; several waivers add up.
 *
 * @throws {Refusal} where it is more than is charged, or than this person may waive.
 */
export function waive(ledger: Ledger, by: Actor, ask: Waiver): Change {
  return change(ledger, by, { ask, byTa: true, plan: (command) => plan(ledger, by, { ask, command }) });
}

function plan(
  ledger: Ledger,
  by: Actor,
  { ask, command: { isRetry, member } }: { readonly ask: Waiver; readonly command: Command },
): Plan {
  const { student } = studentOf(ledger, ask.student);
  const { assignment, hours } = ask;
  currentTerms(ledger, assignment);
  if (!isRetry) {
    requireCharged(ledger, { student, assignment, hours });
    if (member.role === 'ta') {
      const before = waivedBy(ledger, actorName(by), student);
      requireWithin({ limit: member.waiveHours, hours, before, student });
    }
  }
  return { events: [{ content: { type: 'hours_waived', student, assignment, hours } }] };
}

/** A number that is larger than the charge is a slip of the pen. */
function requireCharged(
  ledger: Ledger,
  { student, assignment, hours }: Pick<Waiver, 'student' | 'assignment' | 'hours'>,
): void {
  const row = readCharges(ledger).find((one) => one.student === student)?.charges.assignments[assignment];
  const charged = (row?.hoursUsed ?? 0) + (row?.penaltyHours ?? 0);
  if (hours === 'all' || hours <= charged) return;
  throw new Refusal({
    code: 'moreThanCharged',
    text: `${student} is charged ${charged} late hours for ${assignment}, and ${hours} are more.`,
    remedy: 'Give as many, or all, or more time.',
  });
}

interface Limited {
  readonly limit: number;
  readonly hours: number | 'all';
  readonly before: number;
  readonly student: string;
}

function requireWithin({ limit, hours, before, student }: Limited): void {
  if (hours !== 'all' && before + hours <= limit) return;
  const left = Math.max(0, limit - before);
  throw new Refusal({
    code: 'moreThanAllowed',
    text: `A teaching assistant may waive ${limit} hours for one student, and ${left} of yours for ${student} are left.`,
    remedy: 'Ask a head TA or instructor.',
  });
}

/** What this person has waived for a student in the whole course. */
function waivedBy(ledger: Ledger, actor: string, student: string): number {
  return readEvents(ledger, { students: [student], types: ['hours_waived'] }).reduce((sum, event) => {
    const { content } = event;
    if (content.type !== 'hours_waived' || event.actor !== actor) return sum;
    return sum + (content.hours === 'all' ? Infinity : content.hours);
  }, 0);
}
