import type { Remark } from '../../base/refusal.js';
import type { CsvRow } from '../../base/csv/readCsv.js';
import { nextStudentKey, putStudent, readRoster, type RosterEntry } from '../roster.js';
import type { Actor } from '../actor.js';
import type { Ledger } from '../ledger.js';
import { change, type Change, type Circumstances, type Plan, type PlannedEvent } from './change.js';
import { fileFaults } from '../../base/fileFaults.js';

/** What is in a file that names a row a line. */
export interface FileImport extends Circumstances {
  readonly rows: readonly CsvRow[];
  /** For messages, and for the places of events. */
  readonly file: string;
}

type Person = Omit<RosterEntry, 'student'>;

/**
 * Puts the people of a roster file on the course's roster; who is there already is known by number or address.
 * Nobody is taken off, and what the file does not say of somebody stays. Columns: `student_key`, `name` or `first name`
 * and `last name`, `email`, `sid`, `section`, `role` (rows of others than students are passed over).
 *
 * @throws {Refusal} with a line for every row that is wrong.
 */
export function importRoster(ledger: Ledger, by: Actor, ask: FileImport): Change {
  return change(ledger, by, { ask, plan: () => plan(ledger, ask) });
}

function plan(ledger: Ledger, { rows, file }: FileImport): Plan {
  const faults = fileFaults('imported');
  const events: PlannedEvent[] = [];
  const seen = new Map<string, number>();
  const people: string[] = [];
  let kept = 0;
  for (const { line, cells } of rows) {
    const role = cells.get('role') ?? '';
    if (role !== '' && role.toLowerCase() !== 'student') continue;
    const person = personOf(cells);
    const fault = faultOf(person, seen, line);
    if (fault !== undefined) {
      faults.add(`${file}:${line}`, fault);
      continue;
    }
    const known = knownAs(readRoster(ledger), person, cells.get('student_key') ?? '');
    if (known === 'two') {
      faults.add(`${file}:${line}`, 'the number is that of one student on the roster and the address another’s.');
      continue;
    }
    const given = cells.get('student_key') ?? '';
    const student = known?.student ?? (given === '' ? nextStudentKey(ledger) : given);
    const entry = { student, ...said(person, known) };
    putStudent(ledger, entry);
    if (known === undefined) events.push({ content: { type: 'student_enrolled', student } });
    else {
      kept++;
      people.push(...changesOf(known, entry));
    }
  }
  faults.refuse();
  const absent = readRoster(ledger).length - events.length - kept;
  const notes = absent > 0 ? [`${absent} on the roster are not in this file; they stay.`] : [];
  const unread = [...(rows[0]?.cells.keys() ?? [])].filter((heading) => heading !== '' && !READ.includes(heading));
  if (unread.length > 0) notes.push(`Columns that were not read: ${unread.join(', ')}.`);
  return { events, people, notes: remarks([`${events.length} new, ${kept} known.`, ...notes]), needsNoReason: true };
}

function remarks(texts: readonly string[]): Remark[] {
  return texts.map((text) => ({ code: 'imported', text }));
}

/** What the column of addresses may be called. */
export const EMAIL_HEADINGS = ['email', 'e-mail', 'email address', 'e-mail address', 'mail', 'courriel'];
const READ = [
  ...EMAIL_HEADINGS,
  'student_key',
  'name',
  'full name',
  'first name',
  'last name',
  'sid',
  'student id',
].concat(['section', 'sections', 'role']);
const FIELDS = ['name', 'email', 'sid', 'section'] as const;

/** What a file does not say of somebody stays what is known of them. */
function said(person: Person, known: Person | undefined): Person {
  if (known === undefined) return person;
  const { name, email, sid, section } = person;
  return {
    name: name ?? known.name,
    email: email ?? known.email,
    sid: sid ?? known.sid,
    section: section ?? known.section,
  };
}

function changesOf(known: RosterEntry, now: Person): string[] {
  const changed = FIELDS.filter((field) => known[field] !== now[field]);
  if (changed.length === 0) return [];
  const words = changed.map((field) => `${field} ${known[field] ?? 'none'} → ${now[field] ?? 'none'}`);
  return [`${known.student}: ${words.join(', ')}.`];
}

function personOf(cells: CsvRow['cells']): Person {
  const get = (...names: string[]): string | null => names.map((name) => cells.get(name) ?? '').find(Boolean) ?? null;
  const whole = [get('first name'), get('last name')].filter((part) => part !== null).join(' ');
  return {
    name: get('name', 'full name') ?? (whole === '' ? null : whole),
    email: get(...EMAIL_HEADINGS)?.toLowerCase() ?? null,
    sid: get('sid', 'student id'),
    section: get('section', 'sections'),
  };
}

function faultOf({ email, sid }: Person, seen: Map<string, number>, line: number): string | undefined {
  if (email === null && sid === null) return 'neither email nor sid: nobody could tell who this is.';
  if (email !== null && !/^[^\s@]+@[^\s@]+$/u.test(email)) return `“${email}” is no e-mail address.`;
  for (const id of [email, sid]) {
    if (id === null) continue;
    const earlier = seen.get(id);
    if (earlier !== undefined) return `${id} is on line ${earlier} already.`;
    seen.set(id, line);
  }
  return undefined;
}

function knownAs(roster: readonly RosterEntry[], { email, sid }: Person, key: string): RosterEntry | 'two' | undefined {
  const found = roster.filter(
    (entry) =>
      (key !== '' && entry.student === key) ||
      (sid !== null && entry.sid === sid) ||
      (email !== null && entry.email === email),
  );
  return found.length > 1 ? 'two' : found[0];
}
