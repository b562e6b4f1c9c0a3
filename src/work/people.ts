import type { Ledger } from '../ledger/ledger.js';
import { createHash } from 'node:crypto';
import type { EventDraft } from '../ledger/append.js';
import { findPerson, nextStudentKey, putStudent } from '../ledger/roster.js';
import { Refusal } from '../base/refusal.js';

/** Somebody who handed in, as the platform names them. */
export interface Person {
  readonly name?: string;
  readonly email?: string;
  readonly sid?: string;
}

/** The students' keys of people, in order, and the events of those who are new. */
interface Enrolled {
  readonly students: string[];
  readonly drafts: EventDraft[];
}

/**
 * Puts those of these people on the roster who are not: a submission is never lost for want of a row. To be called in the
 * transaction that stores the submission, which records the drafts too.
 *
 * @throws {Refusal} `noStudents` where there is nobody, or somebody has neither address nor number.
 */
export function enrol(ledger: Ledger, people: readonly Person[]): Enrolled {
  const keys = new Set<string>();
  const drafts: EventDraft[] = [];
  for (const person of people) {
    const known = knownKey(ledger, person);
    const student = known ?? putOnRoster(ledger, person);
    keys.add(student);
    if (known !== undefined) continue;
    drafts.push({ content: { type: 'student_enrolled', student }, key: `enrolled:${student}`, actor: 'system' });
  }
  if (keys.size === 0) {
    throw new Refusal({
      code: 'noStudents',
      text: 'This submission names nobody who handed it in, and it was never seen before.',
      remedy: 'Course staff: run the one that is active.',
    });
  }
  return { students: [...keys].sort(), drafts };
}

/** As `enrol`, but nobody is enrolled: who is unknown gets a name that says nothing and is the same next time. */
export function partyOf(ledger: Ledger, people: readonly Person[]): string[] {
  const keys = people.map((person) => knownKey(ledger, person) ?? strangerKey(identity(person)));
  return [...new Set(keys)].sort();
}

/** The key of a person on the roster. */
export function knownKey(ledger: Ledger, person: Person): string | undefined {
  return findPerson(ledger, identity(person))?.student;
}

/** Whether somebody could be known again: by address or number. */
export function isNamed(person: Person): boolean {
  const { email, sid } = identity(person);
  return email !== null || sid !== null;
}

function putOnRoster(ledger: Ledger, person: Person): string {
  const { email, sid } = identity(person);
  if (email === null && sid === null) {
    throw new Refusal({
      code: 'noStudents',
      text: 'A student of this submission has neither an e-mail address nor a number.',
      remedy: 'Course staff: add one on the roster.',
    });
  }
  const student = nextStudentKey(ledger);
  putStudent(ledger, { student, name: person.name ?? null, email, sid, section: null });
  return student;
}

/** An address is the same in capitals; the roster keeps it in small letters. */
function identity({ email, sid }: Person): { email: string | null; sid: string | null } {
  const given = (text: string | undefined): string | null =>
    text === undefined || text.trim() === '' ? null : text.trim();
  return { email: given(email)?.toLowerCase() ?? null, sid: given(sid) };
}

function strangerKey({ email, sid }: { email: string | null; sid: string | null }): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([email, sid]))
    .digest('hex');
  return `stranger-${hash.slice(0, 16)}`;
}
