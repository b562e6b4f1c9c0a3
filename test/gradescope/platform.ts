import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { autograderZip, type AutograderParts } from '../../src/gradescope/autograderZip.js';
import { gradescopeResultsSchema } from '../../src/results/gradescope.js';
import { PACKAGE_DIR } from '../support/engine.js';
import { SECRET } from './faultServer.js';

/** The forwarder's own files. */
export const FILES_DIR = join(PACKAGE_DIR, 'gradescope');

interface TestConfig extends Partial<AutograderParts['config']> {
  readonly server: string;
  readonly assignment: string;
  readonly caBundle?: Buffer;
}
const DEFAULT_CONFIG = { kid: 'key-1', secret: SECRET, onPending: 'previous' } as const;

/** What the platform would store after a run. */
const storedSchema = z.object({
  results: gradescopeResultsSchema.nullable(),
  stdout: z.string(),
  error_code: z.string().nullable(),
  exit_status: z.number().nullable(),
  elapsed_time: z.number(),
});
export type Stored = z.infer<typeof storedSchema>;

/** One run of an autograder; `root` stands for its /autograder and has been built. */
export interface Run {
  readonly root: string;
  readonly metadata: unknown;
  /** The folder of the submission. */
  readonly files: string;
  /** Seconds. */
  readonly timeout: number;
  readonly maxFileBytes?: number;
}

/** Runs autograders all at once, as the platform does. */
export async function runOnPlatform(runs: readonly Run[]): Promise<Stored[]> {
  return z.array(storedSchema).parse(await harness(runs));
}

/** Builds autograders from their zips; returns what building printed. */
export async function buildOnPlatform(builds: readonly { root: string; zip: string }[]): Promise<string> {
  const built = z.array(z.object({ exit_status: z.number(), stdout: z.string() })).parse(await harness(builds));
  const failed = built.find(({ exit_status: status }) => status !== 0);
  if (failed) throw new Error(`setup.sh failed: ${failed.stdout}`);
  return built.map(({ stdout }) => stdout).join('');
}

async function harness(jobs: readonly object[]): Promise<unknown> {
  const { stdout } = await execa('/usr/bin/python3', ['-I', join(import.meta.dirname, 'harness.py')], {
    input: JSON.stringify(jobs),
    maxBuffer: 256 * 1024 * 1024,
  });
  return JSON.parse(stdout);
}

/** Builds an autograder below `folder` for each configuration; returns their roots. */
export async function autograders(folder: string, configs: readonly TestConfig[]): Promise<string[]> {
  const builds = configs.map(({ assignment }) => ({
    root: join(folder, assignment),
    zip: join(folder, `${assignment}.zip`),
  }));
  await mkdir(folder, { recursive: true });
  for (const [index, { caBundle, ...config }] of configs.entries()) {
    const zip = await autograderZip({
      filesDir: FILES_DIR,
      config: { ...DEFAULT_CONFIG, ...config },
      ...(caBundle === undefined ? {} : { caBundle }),
    });
    await writeFile(builds[index]?.zip ?? '', zip);
  }
  await buildOnPlatform(builds);
  return builds.map(({ root }) => root);
}

/** Roots like `/autograder` for many containers, all copies of one that was built. */
export async function containers(root: string, count: number): Promise<string[]> {
  const roots = Array.from({ length: count }, (_, number) => `${root}-${number}`);
  await Promise.all(roots.map((copy) => cp(root, copy, { recursive: true })));
  return roots;
}

/** Writes the files of a submission and returns their folder. */
export async function submission(folder: string, files: Readonly<Record<string, string>>): Promise<string> {
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, 'files', name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return join(folder, 'files');
}

/** Metadata of one student's submission. Times are Pacific, as the platform writes them. */
export function metadata(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const due = { release_date: null, due_date: '2026-10-01T23:59:00.000000-07:00', late_due_date: null };
  return {
    id: 7001,
    created_at: '2026-10-01T12:00:00.123456-07:00',
    assignment_id: null,
    assignment: { id: 55, course_id: 9, title: 'Homework', total_points: '10.0', outline: [], ...due },
    users: [{ id: 1, email: 'ada@example.edu', name: 'Ada Private', sid: '0042', assignment: due }],
    submission_method: 'upload',
    previous_submissions: [],
    ...changes,
  };
}

/** Metadata of a submission of one of many students; each has handed in once. */
export function metadataOfStudent(number: number): Record<string, unknown> {
  const user = { id: number, email: `student-${number}@example.edu`, name: `Student ${number}`, sid: null };
  return metadata({ id: 9000 + number, users: [user] });
}
