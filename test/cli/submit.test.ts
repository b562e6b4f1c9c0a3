import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writtenResultsSchema } from '../../src/results/gradescope.js';
import { assay, startAssay, type AssayProcess } from '../support/assay.js';
import { QUICK_COURSE_DIR } from '../support/folder.js';
import { fileFolder } from '../support/perFile.js';
import { containersOfCommand, processesWith } from '../support/traces.js';
import { waitFor } from '../support/waitFor.js';
import { SOLUTION, writeNotebook } from './files.js';

const QUICK = ['--course', QUICK_COURSE_DIR];
const WRONG = 'double = lambda x: 3 * x\nanswer = 42';

const folder = fileFolder();

const submitting = (files: readonly string[], options: readonly string[] = []): AssayProcess =>
  startAssay(['submit', 'quick', ...files, ...QUICK, ...options], { state: folder.state });
const submit = (files: readonly string[], options?: readonly string[]) => submitting(files, options).ended;

describe('with a worker', { timeout: 60_000 }, () => {
  let worker: AssayProcess;
  beforeAll(async () => {
    worker = startAssay(['worker', '--concurrency', '2', ...QUICK], { state: folder.state });
    await worker.hasSaid(/"ready"/u);
  });
  afterAll(async () => {
    worker.kill('SIGTERM');
    expect((await worker.ended).exitCode).toBe(0);
    expect(await containersOfCommand(worker.pid)).toEqual([]);
    await waitFor(
      'the private Redis to end',
      async () => (await processesWith(`redis-server unixsocket:${folder.state}`)).length === 0,
    );
  });

  it('grades several files, each on its own; what is no notebook fails alone, and the exit code is the worst', async () => {
    const essay = join(folder.path, 'essay.ipynb');
    await writeFile(essay, 'Dear grader,');
    const files = [
      await writeNotebook(folder.path, 'ada.ipynb', [SOLUTION]),
      essay,
      await writeNotebook(folder.path, 'bela.ipynb', [WRONG]),
    ];
    const out = join(folder.path, 'out');
    const result = await submit(files, ['--out', out]);
    expect(result.stdout).toMatch(/ada .*3 \/ 3 .*passed .*2 of 2 checks passed/u);
    expect(result.stdout).toMatch(/bela .*1 \/ 3 .*failed .*1 of 2 checks passed/u);
    expect(result.stdout).toMatch(/essay .*- .*not graded .*essay\.ipynb/u);
    // eslint-disable-next-line no-control-regex
    expect(result.stdout + result.stderr).not.toMatch(/\u001b/u);
    expect(result.exitCode).toBe(2);

    expect((await readdir(out)).sort()).toEqual(['ada', 'bela']);
    for (const [name, score] of [
      ['ada', 3],
      ['bela', 1],
    ] as const) {
      expect((await readdir(join(out, name))).sort()).toEqual(['executed.ipynb', 'results.json']);
      const results = JSON.parse(await readFile(join(out, name, 'results.json'), 'utf8')) as unknown;
      expect(writtenResultsSchema.parse(results).score).toBe(score);
      JSON.parse(await readFile(join(out, name, 'executed.ipynb'), 'utf8'));
    }
  });

  it.each([
    ['0 where all passed', SOLUTION, 0],
    ['1 where one failed', WRONG, 1],
  ])('exit code %s', async (_name, cell, code) => {
    expect((await submit([await writeNotebook(folder.path, 'ada.ipynb', [cell])])).exitCode).toBe(code);
  });

  it('exit code 4 where a check broke', async () => {
    const file = await writeNotebook(folder.path, 'ada.ipynb', [SOLUTION]);
    expect((await assay(['submit', 'broken', file, ...QUICK], { state: folder.state })).exitCode).toBe(4);
  });

  it('the same submission from two terminals is graded once', async () => {
    const other = join(folder.path, 'other');
    const file = await writeNotebook(folder.path, 'cid.ipynb', [SOLUTION, 'import time; time.sleep(1)']);
    const own = startAssay(['worker', ...QUICK], { state: other });
    const args = ['submit', 'quick', file, ...QUICK];
    const results = await Promise.all([assay(args, { state: other }), assay(args, { state: other })]);
    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    own.kill('SIGTERM');
    expect((await own.ended).stderr.match(/"started"/gu)).toHaveLength(1);
  });
});

describe('without a worker', { timeout: 60_000 }, () => {
  it('says so and waits for one', async () => {
    const command = submitting([await writeNotebook(folder.path, 'dora.ipynb', [SOLUTION])]);
    await command.hasSaid(/No worker is serving this queue: start one with `assay worker`/u);
    const worker = startAssay(['worker', ...QUICK], { state: folder.state });
    expect((await command.ended).exitCode).toBe(0);
    worker.kill('SIGTERM');
    expect((await worker.ended).exitCode).toBe(0);
  });

  it('stopped by Ctrl-C, it says what becomes of what it sent, and leaves no Redis; sent again, it is graded', async () => {
    const file = await writeNotebook(folder.path, 'emil.ipynb', [SOLUTION]);
    const command = submitting([file]);
    await command.hasSaid(/emil: queued/u);
    command.kill('SIGINT');
    const result = await command.ended;
    expect(result).toMatchObject({ exitCode: 130, stdout: '' });
    expect(result.stderr).toMatch(/Stopped waiting\. What was sent stays in the queue/u);
    await waitFor(
      'the private Redis to end',
      async () => (await processesWith(`redis-server unixsocket:${folder.state}`)).length === 0,
    );

    const again = submitting([file]);
    const worker = startAssay(['worker', ...QUICK], { state: folder.state });
    expect((await again.ended).exitCode).toBe(0);
    worker.kill('SIGTERM');
    await worker.ended;
  });
});

describe('what it refuses before anything is sent', () => {
  it('two files of one name: exit code 2', async () => {
    const result = await submit(['a/ada.ipynb', 'b/ada.ipynb']);
    expect(result).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: 'Two files are named ada. Rename one: results go by file name.',
    });
  });

  it('a file whose name would lead out of the --out folder: exit code 2', async () => {
    const result = await submit(
      [await writeNotebook(folder.path, '...ipynb', [SOLUTION])],
      ['--out', join(folder.path, 'o', 'p')],
    );
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toMatch(/^The file name \.\.\.ipynb cannot name a folder of results\. Rename it\.$/u);
  });

  it('a Redis that does not answer: exit code 3, and the password stays unsaid', async () => {
    const file = await writeNotebook(folder.path, 'ada.ipynb', [SOLUTION]);
    const env = { REDIS_URL: 'redis://:hunter2@127.0.0.1:1' };
    const result = await assay(['submit', 'quick', file, ...QUICK], { state: folder.state, env });
    expect(result).toMatchObject({ exitCode: 3, stdout: '' });
    expect(result.stderr).toMatch(/^Redis does not answer at REDIS_URL\. Operator: [^\n]*$/u);
    expect(result.stderr).not.toContain('hunter2');
  });
});
