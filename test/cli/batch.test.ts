import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runFolder } from '../../src/batch/runFolder.js';
import { readHeldBlobs } from '../../src/machine/heldBlobs.js';
import { assay, startAssay } from '../support/assay.js';
import { QUICK_COURSE_DIR } from '../support/folder.js';
import { fileFolder } from '../support/perFile.js';
import { containersOfCommand } from '../support/traces.js';
import { waitFor } from '../support/waitFor.js';
import { SOLUTION, writeNotebook } from './files.js';

const QUICK = ['--course', QUICK_COURSE_DIR];
const WRONG = 'double = lambda x: 3 * x\nanswer = 42';
const SLOW = 'import time; time.sleep(2)';

const folder = fileFolder();

const run = (args: readonly string[]) => assay(['batch', ...args], { state: folder.state });
const scoresOf = async (out: string): Promise<string> => {
  const keys = await readdir(join(out, 'submissions'));
  const files = keys
    .sort()
    .map((key) => readFile(join(out, 'submissions', key, 'results.json'), 'utf8').catch(() => '-'));
  const documents = (await Promise.all(files)).map((text) => {
    if (text === '-') return null;
    const { score, tests } = JSON.parse(text) as { score: number; tests: unknown[] };
    return { score, tests };
  });
  return JSON.stringify(documents);
};

describe('assay batch', { timeout: 120_000 }, () => {
  let source: string;
  beforeAll(async () => {
    source = join(folder.path, 'class');
    await writeNotebook(source, 'ada.ipynb', [SOLUTION]);
    await writeNotebook(source, 'bela.ipynb', [WRONG]);
    await writeNotebook(source, 'essay.ipynb', []);
  });

  it('grades a folder with a worker of its own; tables, report, and an exit code as bad as the worst', async () => {
    const out = join(folder.path, 'first');
    const result = await run(['run', 'quick', source, ...QUICK, '--out', out]);
    expect(result.stderr).toContain('No worker serves the queue');
    expect(result.stdout).toContain('quick: 2 of 3 submissions graded.');
    expect(result.stdout).toContain('1 without a readable notebook');
    expect(result.exitCode).toBe(2);
    expect((await readFile(join(out, 'grades.csv'), 'utf8')).split('\r\n').slice(1, 4)).toEqual([
      expect.stringMatching(/^ada,,,3,3,Graded,s-/u),
      expect.stringMatching(/^bela,,,1,3,Graded,s-/u),
      expect.stringMatching(/^essay,,,,3,Ungraded,essay/u),
    ]);
    expect(await readFile(join(out, 'report.html'), 'utf8')).toContain('2 of 3 submissions graded. Mean 2.0');
    // Its notebooks are kept for it, and the version of the assignment, should the run go on.
    const { items = [], assignmentDigest = '' } = (await runFolder(out).readRun()) ?? {};
    const held = await readHeldBlobs(folder.state, new Date(0));
    const notebooks = items.flatMap(({ notebook }) => notebook?.blob ?? []);
    expect(notebooks).toHaveLength(2);
    for (const digest of [...notebooks, assignmentDigest.slice('sha256:'.length)]) expect(held).toContain(digest);
  });

  it('gives the same scores byte for byte in another run, and diff says that nothing differs', async () => {
    const [first, second] = [join(folder.path, 'first'), join(folder.path, 'second')];
    await run(['run', 'quick', source, ...QUICK, '--out', second]);
    expect(await scoresOf(second)).toBe(await scoresOf(first));
    const diff = await run(['diff', first, second]);
    expect(diff.stdout).toContain('0 differ');
    expect(diff.exitCode).toBe(0);
    expect((await run(['report', first, second, ...QUICK])).exitCode).toBe(0);
    expect(await readFile(join(first, 'report.html'), 'utf8')).toContain('All checks came out the same');
  });

  it('does nothing twice, and refuses to go on with something else in the same folder', async () => {
    const out = join(folder.path, 'first');
    const again = await run(['run', 'quick', source, ...QUICK, '--out', out]);
    expect(again.stderr).not.toContain('No worker serves');
    expect(again.stdout).toContain('2 of 3 submissions graded');
    const other = await run(['run', 'broken', source, ...QUICK, '--out', out]);
    expect(other).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('differs in its assignment') as string,
    });
  });

  it('runs only who is named, and only some checks, which cannot be published', async () => {
    const out = join(folder.path, 'part');
    const part = await run(['run', 'quick', source, ...QUICK, '--out', out, '--only', 'bela', '--check', '1.2']);
    expect(part.stdout).toContain('1 of 3 submissions graded');
    expect(part.exitCode).toBe(2);
    const grade = JSON.parse(await readFile(join(out, 'submissions', 'bela', 'grade.json'), 'utf8')) as {
      checks: { id: string; status: string }[];
    };
    expect(grade.checks).toMatchObject([{ id: '1.2', status: 'passed' }]);
    expect((await readdir(out)).sort()).toEqual(['report.html', 'run.json', 'submissions', 'work']);
    const publish = await run(['publish', out, '--ledger', join(folder.path, 'l.db')]);
    expect(publish).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('no grade') as string });
    const nobody = await run(['run', 'quick', source, ...QUICK, '--out', out, '--check', '1.2', '--only', 'zoe']);
    expect(nobody).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('zoe') as string });
  });

  it('drains on a signal, is killed by a second, and goes on where it stopped', async () => {
    const many = join(folder.path, 'many');
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await writeNotebook(many, `${name}.ipynb`, [SLOW, SOLUTION]);
    const out = join(folder.path, 'interrupted');
    const command = ['run', 'quick', many, ...QUICK, '--out', out];
    const first = startAssay(['batch', ...command, '--workers', '1'], { state: folder.state });
    await waitFor('one to be graded', async () => (await gradedIn(out)) > 0);
    first.kill('SIGINT');
    await first.hasSaid(/Draining/u);
    expect((await first.ended).exitCode).toBe(130);
    const drained = await gradedIn(out);
    expect(drained).toBeLessThan(6);

    const second = startAssay(['batch', ...command, '--workers', '1'], { state: folder.state });
    await waitFor('another to be graded', async () => (await gradedIn(out)) > drained);
    second.kill('SIGINT');
    await second.hasSaid(/Draining/u);
    second.kill('SIGINT');
    expect((await second.ended).exitCode).toBe(130);
    expect(await containersOfCommand(second.pid)).toEqual([]);

    const last = await run([...command, '--workers', '2']);
    expect(last.exitCode).toBe(0);
    expect(last.stdout).toContain('6 of 6 submissions graded');
    expect(await gradedIn(out)).toBe(6);
  });
});

async function gradedIn(out: string): Promise<number> {
  const keys = await readdir(join(out, 'submissions')).catch(() => []);
  const has = keys.map((key) =>
    readFile(join(out, 'submissions', key, 'grade.json')).then(
      () => 1,
      () => 0,
    ),
  );
  return (await Promise.all(has)).reduce<number>((sum, one) => sum + one, 0);
}
