import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { parseDocument } from 'yaml';
import { writeWhole } from '../../base/writeWhole.js';
import { loadCourse } from '../../course/load.js';
import type { Assignment } from '../../course/schema.js';
import { SYSTEM } from '../../ledger/actor.js';
import { recordNew } from '../../ledger/commands/importCourse.js';
import { importRoster } from '../../ledger/commands/importRoster.js';
import { readCourseFiles } from '../../ledger/courseFiles.js';
import { openForWriting } from '../../ledger/open.js';
import { write } from '../../db/store.js';
import { folderBlobStore } from '../../machine/blobStore.js';
import { DEFAULT_COURSE_DIR } from '../setting.js';
import { fillTerm, MADE_UP } from './term.js';

/** So long ago the demonstration's homework was due, so that handing it in now has a price. */
const LATE = { hours: 6, minutes: 20 };
/** Between two homeworks. */
const BETWEEN_DAYS = 14;
/** So long before the first was due the course began. */
const BEGAN_DAYS = 21;
const STAFF = { instructor: { role: 'instructor' }, assistant: { role: 'ta', waiveHours: 12 } };

/** The sample course with staff to be, and with due times that make its homework a few hours late, the others apart. */
export async function demoCourse(state: string, assignment: string): Promise<string> {
  const dir = join(state, 'course');
  await cp(DEFAULT_COURSE_DIR, dir, { recursive: true, filter: (path) => !path.endsWith('/samples') });
  const { course, assignments } = await loadCourse(dir);
  const due = Temporal.Now.zonedDateTimeISO(course.timeZone).subtract(LATE).toPlainDateTime();
  for (const [index, id] of assignments.entries()) {
    const local = due.add({ days: BETWEEN_DAYS * (index - assignments.indexOf(assignment)) });
    await edit(join(dir, id, 'assignment.yaml'), ['due', 'local'], local.toString({ smallestUnit: 'minute' }));
  }
  await edit(join(dir, 'late.yaml'), ['staff'], STAFF);
  return dir;
}

async function edit(file: string, path: readonly string[], value: unknown): Promise<void> {
  const document = parseDocument(await readFile(file, 'utf8'));
  document.setIn(path, value);
  await writeWhole(file, document.toString());
}

/** The sample class, which has handed in nothing, and a made-up one with a term behind it. */
export async function fillLedger(state: string, courseDir: string, students: readonly string[]): Promise<void> {
  const files = await readCourseFiles(courseDir);
  const dueMs = ({ due }: Assignment): number =>
    Temporal.PlainDateTime.from(due.local).toZonedDateTime(due.timeZone).epochMilliseconds;
  const past = files.assignments.filter((one) => dueMs(one) < Date.now()).sort((a, b) => dueMs(a) - dueMs(b));
  const notebooks = await storeNotebooks(state, past);
  let nowMs = Math.min(...past.map(dueMs)) - BEGAN_DAYS * 86_400_000;
  using store = openForWriting(join(state, 'ledger.db'), { now: () => new Date(nowMs) });
  const ledger = { store, course: files.course };
  recordNew(ledger, SYSTEM, files);
  const sample = students.map((student) => ({
    ...{ student, name: student.charAt(0).toUpperCase() + student.slice(1), section: 'Mon' },
    email: `${student}@example.edu`,
  }));
  const rows = [...sample, ...MADE_UP].map(({ student, name, email, section }, index) => ({
    line: index + 2,
    cells: new Map([
      ['student_key', student],
      ['name', name],
      ['email', email],
      ['section', section],
    ]),
  }));
  importRoster(ledger, SYSTEM, { rows, file: 'the class' });
  const at = (ms: number): void => {
    nowMs = ms;
  };
  write(store, () => {
    fillTerm({ ledger, past, notebooks, at });
  });
}

/** Of each homework one sample, as a blob of the server's. */
async function storeNotebooks(state: string, past: readonly Assignment[]): Promise<Map<string, string>> {
  const blobs = folderBlobStore(join(state, 'blobs'));
  const stored = new Map<string, string>();
  for (const { id } of past) {
    const folder = join(DEFAULT_COURSE_DIR, 'samples', id);
    const [first] = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.ipynb')).sort();
    if (first !== undefined) stored.set(id, await blobs.put(await readFile(join(folder, first))));
  }
  return stored;
}
