import type { AssignmentCharge } from '../../ledger/charges.js';
import type { Change } from '../../ledger/commands/change.js';
import type { Difference, StudentChange } from '../../ledger/differences.js';
import { inOptions } from '../refusalText.js';
import { percent } from '../../late/wording.js';

const MOST_SHOWN = 50;

/** What a command did, for people. */
export function changeLines({ dryRun, commandId, events, changes, people, notes }: Change): string[] {
  const isNew = events.filter((event) => event.isNew).length;
  const known = events.length - isNew;
  const recorded = events
    .filter((event) => event.isNew)
    .slice(0, MOST_SHOWN)
    .map(({ event }) => `${dryRun ? 'Would record' : `Recorded as event ${event.seq}:`} ${event.content.type}`);
  return [
    ...recorded,
    ...more(isNew, 'events'),
    ...(known === 0 ? [] : [`${known} of these ${events.length} events were recorded before and stay as they are.`]),
    ...(changes.length === 0 && people.length > 0 ? [] : changesText(changes)),
    ...people.slice(0, MOST_SHOWN),
    ...more(people.length, 'people'),
    ...notes.map(inOptions),
    dryRun ? 'Dry run: nothing was stored.' : `Command id: ${commandId}`,
  ];
}

/** Who changes, before and after. */
export function changesText(changes: readonly StudentChange[]): string[] {
  if (changes.length === 0) return ['Nothing changes for anybody.'];
  return [
    `Changes for ${changes.length} of the class:`,
    ...changes.slice(0, MOST_SHOWN).flatMap(studentLines),
    ...more(changes.length, 'students'),
  ];
}

function more(count: number, what: string): string[] {
  return count <= MOST_SHOWN ? [] : [`… and ${count - MOST_SHOWN} more ${what}; --json prints them all.`];
}

function studentLines({ student, name, hours, assignments }: StudentChange): string[] {
  const who = name === null ? student : `${student} ${name}`;
  const balance =
    hours === null
      ? []
      : [
          `  ${who}: ${hours.before.remaining} of ${hours.before.budget} hours left → ${hours.after.remaining} of ${hours.after.budget}`,
        ];
  return [...balance, ...Object.entries(assignments).map(([id, row]) => `  ${who}: ${id}: ${rowChange(row)}`)];
}

function rowChange({ before, after }: Difference<AssignmentCharge>): string {
  const parts: [string, string, string][] = [
    ['status', before.status, after.status],
    ['submission', before.submissionId ?? 'none', after.submissionId ?? 'none'],
    ['due', before.effectiveDue, after.effectiveDue],
    ['late hours', String(before.hoursLate), String(after.hoursLate)],
    ['waived', String(before.hoursWaived), String(after.hoursWaived)],
    ['used', String(before.hoursUsed), String(after.hoursUsed)],
    ['penalty', percent(before.penaltyBp), percent(after.penaltyBp)],
    ['score', scoreText(before), scoreText(after)],
    ['released', before.frozen === true ? 'fixed' : 'open', after.frozen === true ? 'fixed' : 'open'],
  ];
  const told = parts.filter(([, was, is]) => was !== is).map(([what, was, is]) => `${what} ${was} → ${is}`);
  return told.length === 0 ? 'other submissions count' : told.join(', ');
}

function scoreText({ finalScore, open }: AssignmentCharge): string {
  return open === undefined ? (finalScore ?? 'none') : `none yet (${open.earned} so far, ${open.points} open)`;
}
