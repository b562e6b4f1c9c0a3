import { chmod, mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadAssignment } from '../../src/course/load.js';
import { dataCourse } from '../grading/dataCourse.js';
import type { TestFolder } from '../support/folder.js';

const TWO = { 'a.csv': { content: 'a', urls: ['https://x.org/a.csv'] }, 'sub/b.csv': { content: 'b' } };

let course: TestFolder;
beforeEach(async () => {
  course = await dataCourse(TWO);
});
afterEach(() => course[Symbol.asyncDispose]());
const inData = (path: string): string => join(course.path, 'hw', 'data', path);

/** The lines of what loading the assignment says, without the folder's own path. */
async function refusal(folder: TestFolder = course): Promise<string[]> {
  const error = await loadAssignment(folder.path, 'hw').then(
    () => new Error('it was loaded'),
    (thrown: unknown) => thrown as Error,
  );
  return error.message.replaceAll(`${folder.path}/hw/`, '').split('\n');
}

it('loads what its index names', async () => {
  const { assignment } = await loadAssignment(course.path, 'hw');
  expect(assignment.data).toEqual({
    folder: 'data',
    files: [
      { path: 'a.csv', urls: ['https://x.org/a.csv'], names: [] },
      { path: 'sub/b.csv', urls: [], names: [] },
    ],
  });
});

it('is part of the version, by content', async () => {
  const digest = async (): Promise<string> => (await loadAssignment(course.path, 'hw')).digest;
  const before = await digest();
  await writeFile(inData('sub/b.csv'), 'c');
  expect(await digest()).not.toBe(before);
});

describe('is refused, at its line,', () => {
  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'a file that is missing',
      () => rm(inData('a.csv')),
      /^assignment\.yaml:8:\d+: data\.files\[0\]: a\.csv is not in data\./u,
    ],
    [
      'a link out of the folder',
      async () => {
        await rm(inData('sub/b.csv'));
        await symlink('/etc/hostname', inData('sub/b.csv'));
      },
      /^assignment\.yaml:9:\d+: data\.files\[1\]: sub\/b\.csv is a link/u,
    ],
    [
      'a folder that is a link',
      async () => {
        await rm(join(course.path, 'hw', 'data'), { recursive: true });
        await symlink('/etc', join(course.path, 'hw', 'data'));
      },
      /^assignment\.yaml:7:\d+: data\.folder: data is no folder/u,
    ],
    [
      'a file of 3 GB',
      () => truncate(inData('a.csv'), 3e9),
      /^assignment\.yaml:8:\d+: data\.files\[0\]: a\.csv has 2862 MiB; at most 512 MiB/u,
    ],
    [
      'a file that nobody listed',
      () => writeFile(inData('more.csv'), ''),
      /data\/more\.csv is not among data\.files\. Course staff: list it/u,
    ],
    ['a dotfile', () => writeFile(inData('.env'), ''), /data\/\.env is not among data\.files/u],
    [
      'a file that containers cannot read',
      () => chmod(inData('a.csv'), 0o600),
      /a\.csv cannot be read in a container\. Course staff: chmod/u,
    ],
    [
      'a folder that they cannot enter',
      () => chmod(inData('sub'), 0o700),
      /sub\/b\.csv cannot be read in a container/u,
    ],
    [
      'no folder at all',
      () => rm(join(course.path, 'hw', 'data'), { recursive: true }),
      /data is no folder beside assignment\.yaml/u,
    ],
    [
      'a folder in the place of a file',
      async () => {
        await rm(inData('a.csv'));
        await mkdir(inData('a.csv'));
      },
      /a\.csv is not in data/u,
    ],
  ])('%s', async (_, spoil, line) => {
    await spoil();
    const [first, ...others] = await refusal();
    expect(first).toMatch(line);
    expect(others).toEqual([]);
  });

  it.each([
    ['https://x.org/a.csv', 'for data.files\\[0\\] as well'],
    ['http://x.org/a.csv#part', 'for data.files\\[0\\] as well'],
  ])('a URL twice: %s', async (url, whose) => {
    await using twice = await dataCourse({ ...TWO, 'c.csv': { content: 'c', urls: [url] } });
    expect((await refusal(twice))[0]).toMatch(
      new RegExp(`^assignment\\.yaml:10:\\d+: data\\.files\\[2\\]: ${url} stands ${whose}`, 'u'),
    );
  });

  it.each(['../checks.py', '/etc/passwd', 'a/../../b', 'sub//b', '.git/config', 'a\\b'])(
    'the path %s',
    async (path) => {
      await using escaping = await dataCourse({}, ['data:', `  files: [{ path: ${JSON.stringify(path)} }]`]);
      expect((await refusal(escaping))[0]).toMatch(
        /^assignment\.yaml:7:\d+: data\.files\[0\]\.path.*is not a path below the data folder/u,
      );
    },
  );

  it.each(['.', '..', '../hw', 'a/b', '.hidden'])('the folder %s', async (folder) => {
    await using escaping = await dataCourse({}, [
      'data:',
      `  folder: ${JSON.stringify(folder)}`,
      '  files: [{ path: checks.py }]',
    ]);
    expect((await refusal(escaping))[0]).toMatch(/data\.folder.*is not the name of a folder beside assignment\.yaml/u);
  });

  it.each<[string, string]>([
    ['solution.ipynb', '{}'],
    ['hw1_solutions.csv', '1'],
    ['checks.py', 'pass'],
    ['sub/hidden-labels.csv', '1'],
    ['helper.py', 'from assay import check\n'],
    ['helper.ipynb', '{"cells": [{"source": ["import assay\\n"]}]}'],
  ])('what students must not see: %s', async (path, content) => {
    await using telling = await dataCourse({ [path]: { content } });
    expect((await refusal(telling))[0]).toMatch(
      /^assignment\.yaml:8:\d+: data\.files\[0\]: .*students read all of data; take it out\.$/u,
    );
  });

  it('a copy of a file beside the checks', async () => {
    await using copied = await dataCourse({ 'utils.py': { content: 'secret = 42\n' } });
    await writeFile(join(copied.path, 'hw', 'oracle.py'), 'secret = 42\n');
    expect((await refusal(copied))[0]).toMatch(
      /utils\.py is the same as oracle\.py\. Course staff: students read all/u,
    );
  });
});
