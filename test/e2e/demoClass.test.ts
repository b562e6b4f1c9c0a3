import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { writtenResultsSchema } from '../../src/results/gradescope.js';
import { assay } from '../support/assay.js';
import { PACKAGE_DIR } from '../support/engine.js';
import { testFolder } from '../support/folder.js';

const expectedSchema = z.record(
  z.string(),
  z.object({ outcome: z.string(), points: z.number(), lost: z.union([z.literal('all'), z.array(z.string())]) }),
);

it('assay demo hw1: every student of that class comes to what expected.yaml says', { timeout: 240_000 }, async () => {
  await using state = await testFolder();
  const samples = join(PACKAGE_DIR, 'graders', 'samples', 'hw1');
  const expected = expectedSchema.parse(parse(await readFile(join(samples, 'expected.yaml'), 'utf8')));
  const { exitCode, stdout } = await assay(['demo', 'hw1'], { state: state.path });
  expect(exitCode).toBe(0);
  for (const [student, { outcome, points, lost }] of Object.entries(expected)) {
    expect(stdout).toMatch(new RegExp(`${student} .* ${points} / 95 .* ${outcome} `, 'u'));
    const file = join(PACKAGE_DIR, 'out', 'demo', 'hw1', student, 'results.json');
    const { tests } = writtenResultsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    const checks = tests.filter(({ status, number }) => status !== undefined && number !== undefined);
    const failed = checks.filter(({ status }) => status === 'failed').map(({ number }) => number);
    expect(failed, student).toEqual(lost === 'all' ? checks.map(({ number }) => number) : lost);
  }
});

it('assay demo of a homework that does not exist: exit code 2, and the known ones', async () => {
  await using state = await testFolder();
  const { exitCode, stderr } = await assay(['demo', 'hw9'], { state: state.path });
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/has no assignment .*Known: hw1,/u);
});
