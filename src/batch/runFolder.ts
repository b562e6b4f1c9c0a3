import { chmod, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { gradeSchema, type Grade } from '../grade/grade.js';
import { writeWhole } from '../base/writeWhole.js';
import type { WrittenDocument } from '../written/written.js';
import { writtenSchema } from '../written/writtenSchema.js';
import { isItemKey } from './itemKey.js';
import { itemSchema, type BatchItem } from './items.js';

/** What a run is, written once when its source has been read; continuing reads it instead of the source. */
const runSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** Names the run in job ids, so that another run of the same class grades again. */
  id: z.string().regex(/^[0-9a-f]{12}$/u),
  assignment: z.string(),
  assignmentDigest: z.string(),
  graderVersion: z.string(),
  /** The only checks that were run; null for all, which alone makes a grade that counts. */
  checks: z.array(z.string()).nullable(),
  source: z.string(),
  startedAt: z.string(),
  items: z
    .array(itemSchema)
    .refine((items) => new Set(items.map(({ key }) => key)).size === items.length, 'two items have one key'),
});
export type RunRecord = z.infer<typeof runSchema>;

/** Why an item has no grade. A platform failure is tried again when the run goes on. */
const problemSchema = z.strictObject({
  kind: z.enum(['badInput', 'courseError', 'platformFailure']),
  message: z.string(),
});
type Problem = z.infer<typeof problemSchema>;

/** How an item stands. */
export type ItemEnd = { readonly kind: 'graded'; readonly grade: Grade } | Problem | { readonly kind: 'open' };

/** What is kept beside a grade. */
interface BesideGrade {
  readonly results: string;
  readonly executed: string;
  readonly written: WrittenDocument | undefined;
}

/**
 * A batch's folder:
 *
 *   run.json                          what was to be done
 *   submissions/<key>/grade.json      the grade; there last, so that an item that has it is done
 *   submissions/<key>/results.json, executed.ipynb
 *   submissions/<key>/written.json    answers to what people grade, where the assignment has such questions
 *   submissions/<key>/problem.json    why there is no grade
 *   work/                             the ledger of the rows that were not a server's
 *
 * Files appear whole or not at all, for their owner alone to read. A grade is never taken away, and a later failure never replaces one.
 */
export interface RunFolder {
  readonly path: string;
  /** undefined where no run has begun here. @throws {Error} where its run.json is none. */
  readRun(): Promise<RunRecord | undefined>;
  writeRun(run: RunRecord): Promise<void>;
  endOf(item: Pick<BatchItem, 'key'>): Promise<ItemEnd>;
  /** Answers to what people grade; undefined where none are kept. */
  readWritten(item: Pick<BatchItem, 'key'>): Promise<WrittenDocument | undefined>;
  writeGrade(item: Pick<BatchItem, 'key'>, grade: Grade, beside: BesideGrade): Promise<void>;
  writeProblem(item: Pick<BatchItem, 'key'>, problem: Problem): Promise<void>;
  /** Writes one of the run's own files, such as `grades.csv`. */
  write(name: string, text: string): Promise<void>;
}

export function runFolder(path: string): RunFolder {
  const submissions = join(path, 'submissions');
  const itemFile = (key: string, name: string): string => {
    if (!isItemKey(key)) throw new RangeError(`${JSON.stringify(key)} cannot name a folder`);
    return join(submissions, key, name);
  };
  const writeInto = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeWhole(file, text);
  };
  const writeItem = async (item: Pick<BatchItem, 'key'>, files: Readonly<Record<string, string>>): Promise<void> => {
    for (const [name, text] of Object.entries(files)) await writeInto(itemFile(item.key, name), text);
    // It may be older than this rule; its folders are named after students.
    await chmod(submissions, 0o700);
  };
  return {
    path,
    async readRun() {
      const text = await readText(join(path, 'run.json'));
      return text === undefined ? undefined : runSchema.parse(JSON.parse(text));
    },
    writeRun: (run) => writeInto(join(path, 'run.json'), jsonText(runSchema.parse(run))),
    async endOf({ key }) {
      const grade = await readText(itemFile(key, 'grade.json'));
      if (grade !== undefined) return { kind: 'graded', grade: gradeSchema.parse(JSON.parse(grade)) };
      const problem = await readText(itemFile(key, 'problem.json'));
      return problem === undefined ? { kind: 'open' } : problemSchema.parse(JSON.parse(problem));
    },
    async readWritten({ key }) {
      const text = await readText(itemFile(key, 'written.json'));
      return text === undefined ? undefined : writtenSchema.parse(JSON.parse(text));
    },
    writeGrade: (item, grade, { results, executed, written }) =>
      writeItem(item, {
        'results.json': results,
        'executed.ipynb': executed,
        ...(written === undefined ? {} : { 'written.json': jsonText(written) }),
        'grade.json': jsonText(grade),
      }),
    writeProblem: (item, problem) => writeItem(item, { 'problem.json': jsonText(problem) }),
    write: (name, text) => writeInto(join(path, name), text),
  };
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

async function readText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
}
