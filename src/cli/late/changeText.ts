import { chargeParts } from '../../ledger/chargeParts.js';
import type { AssignmentCharge } from '../../ledger/charges.js';
import type { Change } from '../../ledger/commands/change.js';
import type { Difference, StudentChange } from '../../ledger/differences.js';
import { inOptions } from '../refusalText.js';

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

function rowChange(row: Difference<AssignmentCharge>): string {
  const told = chargeParts(row).map(({ what, was, is }) => `${what} ${was} → ${is}`);
  return told.length === 0 ? 'other submissions count' : told.join(', ');
}
