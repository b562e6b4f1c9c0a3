import type { Ledger } from '../ledger/ledger.js';
import { readEvents } from '../ledger/events.js';
import { recordEvents } from '../ledger/recordEvents.js';
import { readRoster } from '../ledger/roster.js';
import type { Store } from '../db/store.js';
import { membersOf } from '../ledger/subjects.js';
import { enrol, isNamed, knownKey } from './people.js';
import type { Receipt } from './receipt.js';
import { reviveCounted } from './supersede.js';

/** What is said of the people of a submission that is recorded already. */
type Named = Pick<Receipt, 'course' | 'submissionId' | 'assignment' | 'students'>;

/**
 * Follows what the platform says now of who handed in a submission that is recorded already: who joined its group has
 * it, and who left has it no longer. What staff decided of somebody stands, whatever the platform says. To be called in
 * a transaction.
 *
 * Nothing changes where nobody is named (the platform runs one again that is no longer the active one), where somebody
 * cannot be known, and nobody who was erased leaves: the person cannot be told from a stranger.
 *
 * @returns who hands it in: students' keys in order.
 */
export function followMembers(store: Store, { course, submissionId, assignment, students: people }: Named): string[] {
  const members = membersOf({ store, course }, submissionId);
  const erased = erasedAmong({ store, course }, members);
  const asked =
    erased.size === 0 ? people : people.filter((person) => knownKey({ store, course }, person) !== undefined);
  if (asked.length === 0 || !people.every(isNamed)) return members;
  const { students: named, drafts } = enrol({ store, course }, asked);
  const decided = decidedByStaff({ store, course }, submissionId, [...members, ...named]);
  const joined = named.filter((id) => !members.includes(id) && !decided.has(id));
  const left = members.filter((id) => !named.includes(id) && !decided.has(id) && !erased.has(id));
  const isEmpty = left.length === members.length + joined.length;
  if (joined.length + left.length === 0 || isEmpty) return members;
  const content = {
    type: 'submission_members_changed',
    submissionId,
    ...(joined.length === 0 ? {} : { joined }),
    ...(left.length === 0 ? {} : { left }),
  } as const;
  const key = `members:${submissionId}:${timesChanged({ store, course }, submissionId, members) + 1}`;
  recordEvents({ store, course }, [...drafts, { content, key, actor: 'system', reason: PLATFORM_SAYS }]);
  reviveCounted(store, { course, assignment, students: left });
  return membersOf({ store, course }, submissionId);
}

const PLATFORM_SAYS = 'The platform names other people than before.';

/** Members of whom nothing is kept but the key. */
function erasedAmong(ledger: Ledger, members: readonly string[]): Set<string> {
  const roster = readRoster(ledger).filter(({ student }) => members.includes(student));
  return new Set(roster.flatMap(({ student, email, sid }) => (email === null && sid === null ? [student] : [])));
}

function decidedByStaff(ledger: Ledger, submissionId: string, students: readonly string[]): ReadonlySet<string> {
  const byStaff = changesOf(ledger, submissionId, students).filter(({ actor }) => actor.startsWith('staff:'));
  return new Set(
    byStaff.flatMap(({ content }) =>
      content.type === 'submission_members_changed' ? [...(content.joined ?? []), ...(content.left ?? [])] : [],
    ),
  );
}

function timesChanged(ledger: Ledger, submissionId: string, members: readonly string[]): number {
  return changesOf(ledger, submissionId, members).length;
}

/** Changes are about everybody who was a member then. */
function changesOf(ledger: Ledger, submissionId: string, students: readonly string[]) {
  return readEvents(ledger, { students, types: ['submission_members_changed'] }).filter(
    ({ content }) => content.type === 'submission_members_changed' && content.submissionId === submissionId,
  );
}
