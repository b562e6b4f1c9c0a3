import { chmod, cp, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { isMap, parseDocument } from 'yaml';
import { z } from 'zod';
import { Refusal } from '../base/refusal.js';
import { idSchema, titleSchema } from '../course/fields.js';
import { readAssignment, loadCourse } from '../course/load.js';
import { writeWhole } from '../base/writeWhole.js';

const DAYS_AFTER_THE_LAST = 14;

/** What is asked for; everything but the id has a default. */
export interface NewAssignment {
  readonly id: string;
  readonly title?: string | undefined;
  /** Wall time in the course's zone, `2027-05-01T23:59`; two weeks after the course's last one where absent. */
  readonly due?: string | undefined;
}

/** A folder that was made, and what is in it. */
export interface MadeAssignment {
  readonly dir: string;
  readonly files: readonly string[];
  readonly title: string;
  readonly due: string;
}

/**
 * Makes the folder of a new assignment from a small homework that may be published as it is. It appears whole or not at
 * all.
 *
 * @throws {Refusal} where the id or title cannot be one, or the folder is there already.
 * @throws {CourseError} where the course's own file is wrong, or the due time.
 */
export async function newAssignment(
  courseDir: string,
  templateDir: string,
  { id, title = titleOf(id), due }: NewAssignment,
  today: Temporal.PlainDate,
): Promise<MadeAssignment> {
  const { assignments } = await loadCourse(courseDir);
  refuseUnfit(id, idSchema, `“${id}” cannot name an assignment.`);
  refuseUnfit(title, titleSchema, `“${title.slice(0, 80)}” cannot be a title.`);
  const dir = join(courseDir, id);
  if (existsSync(dir)) throw exists(dir);
  const filled = { id, title, due: due ?? (await dueAfter(courseDir, assignments, today)) };
  // A folder whose name begins with a dot is no assignment to anyone who looks at the course meanwhile.
  const draft = await mkdtemp(join(courseDir, '.new-'));
  try {
    await cp(templateDir, draft, { recursive: true });
    await fillIn(draft, filled);
    // The checker reads it as somebody else.
    await chmod(draft, 0o755);
    await rename(draft, dir).catch((error: unknown) => {
      throw existsSync(dir) ? exists(dir) : error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  try {
    await readAssignment(courseDir, id);
  } catch (error) {
    await rm(dir, { recursive: true });
    throw error;
  }
  return { dir, files: (await readdir(dir)).sort(), ...filled };
}

/** `hw5` is Homework 5; any other id says as much as it can. */
function titleOf(id: string): string {
  const [, number] = /^hw(\d+)$/u.exec(id) ?? [];
  return number === undefined ? id : `Homework ${number}`;
}

async function dueAfter(courseDir: string, assignments: readonly string[], today: Temporal.PlainDate): Promise<string> {
  const loaded = await Promise.all(assignments.map((id) => readAssignment(courseDir, id)));
  const last = loaded.map(({ assignment }) => Temporal.PlainDateTime.from(assignment.due.local));
  const from = last.sort((a, b) => Temporal.PlainDateTime.compare(a, b)).at(-1);
  return (from ?? today.toPlainDateTime('23:59'))
    .add({ days: DAYS_AFTER_THE_LAST })
    .toString({ smallestUnit: 'minute' });
}

async function fillIn(dir: string, { id, title, due }: Required<NewAssignment> & { due: string }): Promise<void> {
  const manifest = join(dir, 'assignment.yaml');
  const doc = parseDocument(await readFile(manifest, 'utf8'));
  if (!isMap(doc.contents)) throw new Error(`${manifest} is no map`);
  doc.set('id', id);
  doc.set('title', title);
  doc.setIn(['due', 'local'], due);
  await replace(manifest, doc.toString({ lineWidth: 0, singleQuote: true }));
  for (const name of ['starter.ipynb', 'solution.ipynb']) {
    const file = join(dir, name);
    const notebook = notebookSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    notebook.cells[0].source[0] = `# ${title}\n`;
    await replace(file, `${JSON.stringify(notebook, null, 1)}\n`);
  }
}

async function replace(file: string, text: string): Promise<void> {
  await writeWhole(file, text);
  await chmod(file, 0o644);
}

const cellSchema = z.looseObject({ source: z.array(z.string()) });
const notebookSchema = z.looseObject({ cells: z.tuple([cellSchema], cellSchema) });

function refuseUnfit(value: string, schema: z.ZodType, text: string): void {
  const result = schema.safeParse(value);
  if (result.success) return;
  const why = result.error.issues.map(({ message }) => message).join('; ');
  throw new Refusal({ code: 'unfitName', text, remedy: `Course staff: ${why}.` });
}

function exists(dir: string): Refusal {
  return new Refusal({
    code: 'assignmentExists',
    text: 'There is such a folder already, and nothing was changed.',
    remedy: 'Course staff: choose another id, or remove the folder first.',
    place: dir,
  });
}
