import { nextStudentKey, putStudent, readRoster, type RosterEntry } from '../../store/roster.js';
import type { Store } from '../../store/store.js';
import { UsageError } from '../exitCodes.js';
import type { Plan, PlannedEvent } from './change.js';
import type { CsvRow } from './csv.js';

type Person = Omit<RosterEntry, 'student'>;

/**
 * Puts the people of a roster file on the course's roster; who is there already is known by number or address.
 * Nobody is taken off. Columns: `student_key`, `name` or `first name` and `last name`, `email`, `sid`, `section`,
 * `role` (rows of others than students are passed over).
 *
 * @throws {UsageError} with a line for every row that is wrong.
 */
export function importRoster(store: Store, course: string, rows: readonly CsvRow[], file: string): Plan {
  const faults: string[] = [];
  const events: PlannedEvent[] = [];
  const seen = new Map<string, number>();
  let kept = 0;
  for (const { line, cells } of rows) {
    const role = cells.get('role') ?? '';
    if (role !== '' && role.toLowerCase() !== 'student') continue;
    const person = personOf(cells);
    const fault = faultOf(person, seen, line);
    if (fault !== undefined) {
      faults.push(`${file}:${line}: ${fault}`);
      continue;
    }
    const known = knownAs(readRoster(store, course), person, cells.get('student_key') ?? '');
    if (known === 'two') {
      faults.push(`${file}:${line}: the number is that of one student on the roster and the address another’s.`);
      continue;
    }
    const given = cells.get('student_key') ?? '';
    const student = known?.student ?? (given === '' ? nextStudentKey(store, course) : given);
    putStudent(store, course, { student, ...person });
    if (known === undefined) events.push({ content: { type: 'student_enrolled', student } });
    else kept++;
  }
  if (faults.length > 0) throw new UsageError([...faults, 'Nothing was imported.'].join('\n'));
  const absent = readRoster(store, course).length - events.length - kept;
  const notes = absent > 0 ? [`${absent} on the roster are not in this file; they stay.`] : [];
  return { events, notes: [`${events.length} new, ${kept} known.`, ...notes], needsNoReason: true };
}

function personOf(cells: CsvRow['cells']): Person {
  const get = (...names: string[]): string | null => names.map((name) => cells.get(name) ?? '').find(Boolean) ?? null;
  const whole = [get('first name'), get('last name')].filter((part) => part !== null).join(' ');
  return {
    name: get('name', 'full name') ?? (whole === '' ? null : whole),
    email: get('email', 'email address')?.toLowerCase() ?? null,
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
