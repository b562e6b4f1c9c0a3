import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { outcomeSchema } from '../../src/grade/grade.js';
import { writtenResultsSchema } from '../../src/results/gradescope.js';
import { assay, startAssay } from '../support/assay.js';
import { PACKAGE_DIR } from '../support/engine.js';
import { testFolder, type TestFolder } from '../support/folder.js';
import { containersOfCommand, processesWith } from '../support/traces.js';
import { waitFor } from '../support/waitFor.js';

const SAMPLES = join(PACKAGE_DIR, 'graders', 'samples', 'hw4');
const PNG_START = Buffer.from('\u0089PNG\r\n', 'latin1').toString('base64').slice(0, 8);

const expectedSchema = z.record(
  z.string(),
  z.object({
    outcome: outcomeSchema,
    points: z.number(),
    lost: z.union([z.literal('all'), z.array(z.string())]),
    about: z.string(),
  }),
);
const notebookSchema = z.object({
  cells: z.array(
    z.object({
      source: z.union([z.string(), z.array(z.string()).transform((lines) => lines.join(''))]),
      outputs: z
        .array(z.object({ data: z.looseObject({ 'image/png': z.string().optional() }).optional() }))
        .default([]),
    }),
  ),
});

const samples = (await readdir(SAMPLES)).filter((name) => name.endsWith('.ipynb')).sort();
const students = samples.map((name) => basename(name, '.ipynb'));
const expected = expectedSchema.parse(parse(await readFile(join(SAMPLES, 'expected.yaml'), 'utf8')));

describe('the sample class of homework 4, through a worker and the queue', () => {
  let folder: TestFolder;
  let state: string;
  let out: string;
  let table = '';
  beforeAll(async () => {
    folder = await testFolder();
    state = join(folder.path, 'state');
    out = join(folder.path, 'out');
    const worker = startAssay(['worker', '--concurrency', '2'], { state });
    const files = samples.map((name) => join(SAMPLES, name));
    const submitted = await assay(['submit', 'hw4', ...files, '--out', out], { state });
    table = submitted.stdout;
    expect({ exitCode: submitted.exitCode, stderr: submitted.stderr }).toMatchObject({ exitCode: 1 });
    worker.kill('SIGTERM');
    expect((await worker.ended).exitCode).toBe(0);
    expect(await containersOfCommand(worker.pid)).toEqual([]);
  }, 240_000);
  afterAll(async () => {
    await folder[Symbol.asyncDispose]();
  });

  const resultsOf = async (student: string) =>
    writtenResultsSchema.parse(JSON.parse(await readFile(join(out, student, 'results.json'), 'utf8')));

  it('is the class that expected.yaml speaks of', () => {
    expect(Object.keys(expected).sort()).toEqual(students);
  });

  it.each(students)('%s: outcome, points and lost checks are as expected', async (student) => {
    const want = expected[student];
    if (!want) throw new Error(`${student} is missing from expected.yaml`);
    expect(table).toMatch(new RegExp(`${student} .* ${want.points} / 95 .* ${want.outcome} `, 'u'));
    const results = await resultsOf(student);
    expect(results.score).toBe(want.points);
    const checks = results.tests.filter(({ status, number }) => status !== undefined && number !== undefined);
    const lost = checks.filter(({ status }) => status === 'failed').map(({ number }) => number);
    expect(lost).toEqual(want.lost === 'all' ? checks.map(({ number }) => number) : want.lost);
    expect(checks.reduce((sum, { score = 0 }) => sum + score, 0)).toBeCloseTo(want.points, 6);
  });

  it('keeps the plots of those who plot in their executed notebooks', async () => {
    const plotters: string[] = [];
    for (const student of students) {
      const read = async (file: string) => notebookSchema.parse(JSON.parse(await readFile(file, 'utf8')));
      const submitted = await read(join(SAMPLES, `${student}.ipynb`));
      const executed = await read(join(out, student, 'executed.ipynb'));
      expect(executed.cells.map(({ source }) => source)).toEqual(submitted.cells.map(({ source }) => source));
      const images = executed.cells.flatMap(({ outputs }) => outputs.flatMap(({ data }) => data?.['image/png'] ?? []));
      for (const image of images) expect(image.slice(0, 8)).toBe(PNG_START);
      if (images.length > 0) plotters.push(student);
    }
    expect(plotters).toEqual(expect.arrayContaining(['ada', 'bela', 'chidi', 'dalia']));
  });

  it('gives the same scores and texts to a second run of two of them in one process: the same seeds', async () => {
    for (const student of ['chidi', 'emeka']) {
      const { stdout } = await assay(['grade', 'hw4', join(SAMPLES, `${student}.ipynb`), '--json'], { state });
      const again = writtenResultsSchema.parse(JSON.parse(stdout));
      const before = await resultsOf(student);
      expect(again.score).toBe(before.score);
      expect(again.tests.filter(({ status }) => status)).toEqual(before.tests.filter(({ status }) => status));
    }
  }, 60_000);

  it('leaves no process and no socket', async () => {
    await waitFor('the private Redis to end', async () => (await processesWith(state)).length === 0);
    expect((await readdir(state)).sort()).toEqual([
      'appendonlydir',
      'assignments',
      'blobs',
      'preflight.json',
      'redis.lock',
      'redis.log',
      'secret',
      'submitted.db',
      'submitted.db.dispatcher',
      'submitted.db.lock',
      'workers',
    ]);
    expect(await readdir(join(state, 'workers'))).toEqual([]);
  });
});
