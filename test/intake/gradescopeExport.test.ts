import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { openExport } from '../../src/intake/gradescopeExport.js';
import { testFolder } from '../support/folder.js';

const METADATA = `---
submission_11:
  :submitters:
  - :name: Ada Example
    :sid: '007'
    :email: ada@example.edu
  - :name: Bela Example
    :sid:
    :email: bela@example.edu
  :created_at: 2027-01-02 03:04:05.678901234 Z
  :score: 32.0
  :status: processed
  :results: !ruby/object:Whatever
    score:
  :history:
  - :submitters: []
    :created_at: 2027-01-01 03:04:05.000000000 Z
    :score: 0.0
    :id: 9
submission_12:
  :submitters:
  - :name: Chidi Example
    :sid: 42
    :email: chidi@example.edu
  :created_at: 2027-01-02 03:04:05.000000000 Z
  :score:
  :history:
  - :submitters: []
    :created_at: 2027-01-03 03:04:05.000000000 Z
    :id: 13
`;
const FILES: Readonly<Record<string, string>> = {
  'assignment_5_export/submission_metadata.yml': METADATA,
  'assignment_5_export/submission_11/hw4.ipynb': '{}',
  'assignment_5_export/submission_11/deep/notes.txt': 'notes',
  'assignment_5_export/submission_12/hw4.ipynb': '{"a": 1}',
  '__MACOSX/submission_metadata.yml': 'rubbish: [',
};

async function zipOf(file: string, files: Readonly<Record<string, string>>): Promise<void> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  await writeFile(file, await buffer(zip.outputStream));
}

async function folderOf(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
}

const EXPECTED = [
  {
    submissionId: '11',
    submitters: [
      { name: 'Ada Example', email: 'ada@example.edu', sid: '007' },
      { name: 'Bela Example', email: 'bela@example.edu', sid: null },
    ],
    createdAt: '2027-01-02T03:04:05.678901Z',
    score: 32,
    newerId: null,
  },
  {
    submissionId: '12',
    submitters: [{ name: 'Chidi Example', email: 'chidi@example.edu', sid: '42' }],
    createdAt: '2027-01-02T03:04:05.000000Z',
    score: null,
    newerId: '13',
  },
];

describe('openExport', () => {
  it.each(['zip', 'folder'])('reads Ruby’s symbols, groups, instants and files from a %s', async (kind) => {
    await using folder = await testFolder();
    const path = join(folder.path, kind === 'zip' ? 'export.zip' : 'export');
    if (kind === 'zip') await zipOf(path, FILES);
    else await folderOf(path, FILES);
    using found = await openExport(path, kind === 'folder');
    expect(found.submissions).toMatchObject(EXPECTED);
    const [first] = found.submissions;
    expect(first?.files.map((file) => file.path).sort()).toEqual(['deep/notes.txt', 'hw4.ipynb']);
    const notes = first?.files.find((file) => file.path === 'deep/notes.txt');
    expect(Buffer.from((await notes?.read()) ?? []).toString()).toBe('notes');
  });

  it('leaves links out and says so', async () => {
    await using folder = await testFolder();
    await folderOf(folder.path, FILES);
    await symlink('/etc/passwd', join(folder.path, 'assignment_5_export/submission_12/secret.ipynb'));
    using found = await openExport(folder.path, true);
    expect(found.submissions[1]?.files.map((file) => file.path)).toEqual(['hw4.ipynb']);
    expect(found.refused).toEqual(['assignment_5_export/submission_12/secret.ipynb: it is a link or a special file']);
  });

  it.each([
    ['no metadata', { 'a.txt': 'x' }, 'has no submission_metadata.yml'],
    ['YAML that ends early', { 'submission_metadata.yml': 'a: [' }, 'submission_metadata.yml:'],
    [
      'a time without zone',
      { 'submission_metadata.yml': METADATA.replaceAll(' Z\n', '\n') },
      'which is no instant in UTC',
    ],
    ['another form', { 'submission_metadata.yml': 'submission_1: [1]' }, 'submission_1'],
  ])('refuses %s and names the place', async (_what, files, message) => {
    await using folder = await testFolder();
    const path = join(folder.path, 'export.zip');
    await zipOf(path, files);
    await expect(openExport(path, false)).rejects.toThrow(message);
  });

  const shared = join(import.meta.dirname, '..', '..', '..', 'shared', 'fixtures', 'gradescope', 'exports');
  it.skipIf(!existsSync(shared))('reads a real export’s metadata (skipped where it is not there)', async () => {
    await using folder = await testFolder();
    await cp(join(shared, 'submission_metadata.yml'), join(folder.path, 'submission_metadata.yml'));
    using found = await openExport(folder.path, true);
    expect(found.submissions.length).toBeGreaterThan(1);
    for (const { submitters, createdAt } of found.submissions) {
      expect(submitters[0]?.email).toMatch(/@/u);
      expect(createdAt).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/u);
    }
  });
});
