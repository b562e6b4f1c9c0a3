import type { Ledger } from './ledger.js';
import { all, first, run } from '../db/store.js';

/** A student as staff know them. All but the key is personal, and can be erased without touching the log. */
export interface RosterEntry {
  readonly student: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly sid: string | null;
  readonly section: string | null;
}

const COLUMNS = ['student', 'name', 'email', 'sid', 'section'] as const;

/** The roster of a course, in the order of enrolment. */
export function readRoster({ store, course }: Ledger): RosterEntry[] {
  const rows = all(store, store.query.selectFrom('students').select(COLUMNS).where('course', '=', course));
  return rows.sort((a, b) => compareKeys(a.student, b.student));
}

/** The keys on the roster in the order of enrolment; only those among `wanted`, where given. */
export function readStudentKeys({ store, course }: Ledger, wanted?: readonly string[]): string[] {
  const ofCourse = store.query.selectFrom('students').select('student').where('course', '=', course);
  const rows = all(store, wanted === undefined ? ofCourse : ofCourse.where('student', 'in', wanted));
  return rows.map(({ student }) => student).sort(compareKeys);
}

/** What is known of these students; nothing of who is not on the roster, or was erased. */
export function readPeople({ store, course }: Ledger, students: readonly string[]): RosterEntry[] {
  const ofCourse = store.query.selectFrom('students').select(COLUMNS).where('course', '=', course);
  return all(store, ofCourse.where('student', 'in', students));
}

/** The students who bear this key, e-mail address, number or name; letter case does not matter. */
export function findStudents(ledger: Ledger, who: string): RosterEntry[] {
  const wanted = who.trim().toLowerCase();
  const roster = readRoster(ledger);
  const exact = roster.filter(({ student, email, sid }) =>
    [student, email, sid].some((value) => value?.toLowerCase() === wanted),
  );
  return exact.length > 0 ? exact : roster.filter(({ name }) => name?.toLowerCase() === wanted);
}

/** The student with this e-mail address, else the one with this number. */
export function findPerson(
  { store, course }: Ledger,
  { email, sid }: { readonly email: string | null; readonly sid: string | null },
): RosterEntry | undefined {
  const roster = store.query.selectFrom('students').select(COLUMNS).where('course', '=', course);
  const byEmail = email === null ? undefined : first(store, roster.where('email', '=', email));
  return byEmail ?? (sid === null ? undefined : first(store, roster.where('sid', '=', sid)));
}

/** Puts a person on the roster, or changes what it says about them. Enrolling is an event; this is not. */
export function putStudent({ store, course }: Ledger, entry: RosterEntry): void {
  const { student: _, ...person } = entry;
  run(
    store,
    store.query
      .insertInto('students')
      .values({ course, ...entry })
      .onConflict((conflict) => conflict.columns(['course', 'student']).doUpdateSet(person)),
  );
}

/** A key that nobody has: s1, s2, … It says nothing about who bears it. */
export function nextStudentKey(ledger: Ledger): string {
  const { store, course } = ledger;
  const ofCourse = store.query.selectFrom('students').where('course', '=', course);
  const { count = 0 } =
    first(
      store,
      ofCourse.select(({ fn }) => fn.countAll<number>().as('count')),
    ) ?? {};
  let number = count + 1;
  while (hasStudent(ledger, `s${number}`)) number++;
  return `s${number}`;
}

/** Whether a key is on the roster. */
export function hasStudent({ store, course }: Ledger, student: string): boolean {
  const query = store.query.selectFrom('students').select('student').where('course', '=', course);
  return first(store, query.where('student', '=', student)) !== undefined;
}

/** s9 before s10. */
function compareKeys(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
