import type { StoredEvent } from '../../store/events.js';
import { readStaff, type StaffMember } from '../../store/staff.js';
import type { Store } from '../../store/store.js';
import { UsageError } from '../exitCodes.js';
import { staffName, type ChangeOptions } from './options.js';

/** Where the course names nobody, whoever can write to the ledger runs the course. */
const EVERYBODY: StaffMember = { role: 'instructor', waiveHours: 0 };

/** What the person who types, or the server, may do. @throws {UsageError} where the course names its staff, and not this person. */
export function memberOf(store: Store, course: string, options: Pick<ChangeOptions, 'as' | 'bySystem'>): StaffMember {
  if (options.bySystem === true) return EVERYBODY;
  const staff = readStaff(store, course);
  if (Object.keys(staff).length === 0) return EVERYBODY;
  const name = staffName(options);
  const member = Object.hasOwn(staff, name) ? staff[name] : undefined;
  if (member !== undefined) return member;
  throw new UsageError(
    `${name} is not on the staff of ${course}. An instructor: add ${name} to late.yaml, and import it.`,
  );
}

/**
 * Whether the person who types may read why a student has an accommodation: a teaching assistant sees that there is
 * one, and not why.
 */
export function seesReasons(store: Store, course: string, options: Pick<ChangeOptions, 'as'>): boolean {
  const staff = readStaff(store, course);
  if (Object.keys(staff).length === 0) return true;
  const name = staffName(options);
  return Object.hasOwn(staff, name) && staff[name]?.role !== 'ta';
}

/** An event as a teaching assistant may read it: an accommodation without its reason and evidence. */
export function withoutCause(event: StoredEvent): StoredEvent {
  if (event.content.type !== 'accommodation_set') return event;
  return { ...event, reason: null, evidenceRef: null };
}

/** @throws {UsageError} where a teaching assistant wants what only others may do. */
export function requireInstructor({ role }: StaffMember): void {
  if (role !== 'ta') return;
  throw new UsageError(
    'A teaching assistant may not do this. Propose it: run it with --dry-run, and give what that prints to a head TA or instructor.',
  );
}
