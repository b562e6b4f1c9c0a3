import { Refusal } from '../base/refusal.js';
import type { StoredEvent } from './events.js';
import { readStaff, type StaffMember } from './staff.js';
import type { Actor } from './actor.js';
import type { Ledger } from './ledger.js';

/** Where the course names nobody, whoever can write to the ledger runs the course. */
const EVERYBODY: StaffMember = { role: 'instructor', waiveHours: 0 };

/** What somebody may do. @throws {Refusal} where the course names its staff, and not this person. */
export function memberOf(ledger: Ledger, by: Actor): StaffMember {
  const { course } = ledger;
  if (by.kind === 'system') return EVERYBODY;
  const staff = readStaff(ledger);
  if (Object.keys(staff).length === 0) return EVERYBODY;
  const member = Object.hasOwn(staff, by.id) ? staff[by.id] : undefined;
  if (member !== undefined) return member;
  throw new Refusal({
    code: 'notStaff',
    text: `${by.id} is not on the staff of ${course}.`,
    remedy: `An instructor: add ${by.id} to late.yaml, and import it.`,
  });
}

/**
 * Whether somebody may read why a student has an accommodation: a teaching assistant sees that there is one, and not
 * why.
 */
export function seesReasons(ledger: Ledger, by: Actor): boolean {
  const staff = readStaff(ledger);
  if (by.kind === 'system' || Object.keys(staff).length === 0) return true;
  return Object.hasOwn(staff, by.id) && staff[by.id]?.role !== 'ta';
}

/** An event as a teaching assistant may read it: an accommodation without its reason and evidence. */
export function withoutCause(event: StoredEvent): StoredEvent {
  if (event.content.type !== 'accommodation_set') return event;
  return { ...event, reason: null, evidenceRef: null };
}

/** @throws {Refusal} where a teaching assistant wants what only others may do. */
export function requireInstructor({ role }: StaffMember): void {
  if (role !== 'ta') return;
  throw new Refusal({
    code: 'notForAssistants',
    text: 'A teaching assistant may not do this.',
    remedy: 'Propose it: try it without storing it, and give what that shows to a head TA or instructor.',
  });
}
