import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { runFolder } from '../../src/batch/runFolder.js';
import { UsageError } from '../../src/cli/exitCodes.js';
import { writeOut } from '../../src/cli/writeOut.js';
import { writeResults } from '../../src/cli/writeResults.js';
import { writeNew, writeWhole } from '../../src/base/writeWhole.js';
import { backUp, restore } from '../../src/ledger/backup.js';
import { openForWriting } from '../../src/ledger/open.js';
import { sampleGrade } from '../results/sampleGrade.js';
import { beginCourse, now } from '../ledger/sample.js';
import { testFolder } from '../support/folder.js';

const modeOf = async (file: string): Promise<string> => ((await stat(file)).mode & 0o777).toString(8);

describe('a file of a class', () => {
  it('is its owner’s alone to read, also where everybody could read the one before', async () => {
    await using folder = await testFolder();
    const file = join(folder.path, 'grades.csv');
    await writeFile(file, 'old', { mode: 0o644 });
    await writeWhole(file, 'new');
    expect([await readFile(file, 'utf8'), await modeOf(file), await readdir(folder.path)]).toEqual([
      'new',
      '600',
      ['grades.csv'],
    ]);
  });

  it('leaves no draft where it cannot be written', async () => {
    await using folder = await testFolder();
    const file = join(folder.path, 'a');
    await mkdir(join(file, 'b'), { recursive: true });
    await expect(writeWhole(file, 'x')).rejects.toThrow();
    expect(await readdir(folder.path)).toEqual(['a']);
  });

  it('is not written where it must be new and is there', async () => {
    await using folder = await testFolder();
    const file = join(folder.path, 'key');
    await writeNew(file, 'one');
    await expect(writeNew(file, 'two')).rejects.toMatchObject({ code: 'EEXIST' });
    expect([await readFile(file, 'utf8'), await readdir(folder.path)]).toEqual(['one', ['key']]);
  });

  it('of a batch is private with all its folders, also in the folder of an older run', async () => {
    await using folder = await testFolder();
    const run = runFolder(join(folder.path, 'out', 'run'));
    const [submissions, own] = [join(run.path, 'submissions'), join(run.path, 'submissions', 'Ada')];
    await mkdir(own, { recursive: true, mode: 0o755 });
    const names = ['results.json', 'executed.ipynb', 'grade.json'];
    for (const name of names) await writeFile(join(own, name), '', { mode: 0o644 });
    await run.writeGrade({ key: 'Ada' }, sampleGrade(), { results: '{}', executed: '{}', written: undefined });
    await run.writeProblem({ key: 'Bela' }, { kind: 'badInput', message: 'No notebook.' });
    await run.write('grades.csv', 'Name');
    expect(await modeOf(submissions)).toBe('700');
    expect(await modeOf(join(submissions, 'Bela'))).toBe('700');
    const files = [...names.map((name) => join(own, name)), join(submissions, 'Bela', 'problem.json')];
    for (const file of [...files, join(run.path, 'grades.csv')]) expect(await modeOf(file), file).toBe('600');
  });

  it('of a graded submission is private', async () => {
    await using folder = await testFolder();
    const out = join(folder.path, 'out');
    await writeResults(out, { results: '{}', executed: '{}' });
    expect([
      await modeOf(out),
      await modeOf(join(out, 'results.json')),
      await modeOf(join(out, 'executed.ipynb')),
    ]).toEqual(['700', '600', '600']);
  });
});

describe('what a command writes to a file that somebody named', () => {
  it('is private also where the file was there, and behind a link', async () => {
    await using folder = await testFolder();
    const [file, link] = [join(folder.path, 'autograder.zip'), join(folder.path, 'link.zip')];
    await writeFile(file, 'old', { mode: 0o644 });
    await symlink(file, link);
    await writeOut(link, 'new');
    expect([await readFile(file, 'utf8'), await modeOf(file), (await readdir(folder.path)).length]).toEqual([
      'new',
      '600',
      2,
    ]);
  });

  it('goes into a pipe, which stays one', async () => {
    await using folder = await testFolder();
    const pipe = join(folder.path, 'pipe');
    await promisify(execFile)('mkfifo', [pipe]);
    const [text] = await Promise.all([readFile(pipe, 'utf8'), writeOut(pipe, 'a table')]);
    expect([text, (await stat(pipe)).isFIFO()]).toEqual(['a table', true]);
  });

  it('is a mistake of the one who named it where it cannot be written', async () => {
    await using folder = await testFolder();
    await expect(writeOut(join(folder.path, 'nowhere', 'x'), '')).rejects.toThrow(UsageError);
    await expect(writeOut(folder.path, '')).rejects.toThrow('cannot be written');
  });
});

it('a ledger, its backup and what is restored are private, whatever they were before', async () => {
  await using folder = await testFolder();
  const [file, backup] = [join(folder.path, 'ledger.db'), join(folder.path, 'backup.db')];
  {
    using store = openForWriting(file, { now });
    beginCourse(store);
    await backUp(store, backup);
  }
  expect(await modeOf(backup)).toBe('600');
  for (const name of [file, backup]) await chmod(name, 0o644);
  {
    using _again = openForWriting(file, { now });
    expect([await modeOf(file), await modeOf(`${file}-wal`)]).toEqual(['600', '600']);
  }
  await chmod(file, 0o644);
  const { kept } = restore(file, backup, { now });
  expect([await modeOf(file), await modeOf(kept ?? '')]).toEqual(['600', '600']);
});
