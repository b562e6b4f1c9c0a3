import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isItemKey, itemKey } from '../../src/batch/itemKey.js';
import { runFolder } from '../../src/batch/runFolder.js';
import { testFolder } from '../support/folder.js';
import { item } from './sampleRun.js';

const NAMES = [
  ...['', '.', '..', '...', '../../etc/passwd', '/etc/passwd', '..\\up', 'a/b', 'a\\b', 'a\0b', 'a\nb', '.hidden'],
  ...['con', 'NUL.txt', 'com1', 'a:b', 'a*b', 'trailing.', ' spaces ', '100%', '100%25', '%2F', '%n'],
  ...['x'.repeat(201), 'x'.repeat(5_000), 'ü'.repeat(120), '/'.repeat(100), '\ud800', '\ud801', 'e\u0301', '\u00e9'],
];

describe('the key of an item', () => {
  it.each(['Ada', '1234567', 'Ada Lovelace', 'ada.lovelace_2', 'Jürgen', '李'])(
    'is its name where that is plain: %s',
    (name) => {
      expect(itemKey(name)).toBe(name);
    },
  );

  it('names one folder inside the run for every name, and another one for another name', async () => {
    await using folder = await testFolder();
    const keys = NAMES.map(itemKey);
    for (const key of keys) await mkdir(join(folder.path, key));
    expect(new Set(await readdir(folder.path))).toEqual(new Set(keys));
    expect(new Set(keys.map((key) => key.toLowerCase())).size).toBe(NAMES.length);
  });

  it('is one that can be read again, short enough, and never two names’', () => {
    const names = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom(...NAMES));
    fc.assert(
      fc.property(names, names, (one, other) => {
        expect(isItemKey(itemKey(one))).toBe(true);
        expect(Buffer.byteLength(itemKey(one))).toBeLessThanOrEqual(200);
        expect(itemKey(one) === itemKey(other)).toBe(one === other);
      }),
    );
  });

  it('is checked where a run is written and where it is read', async () => {
    await using folder = await testFolder();
    const run = runFolder(join(folder.path, 'run'));
    const problem = { kind: 'badInput', message: 'No notebook.' } as const;
    const record = { schemaVersion: 1, id: '0'.repeat(12), checks: null, startedAt: '', source: '' } as const;
    const named = { ...record, assignment: 'hw', assignmentDigest: '', graderVersion: '' };
    for (const key of ['', '.', '..', '../out', 'a/b', 'a\\b', 'a\0b', 'x'.repeat(256)]) {
      const items = [item('Ada', { key })];
      await expect((async () => run.writeProblem({ key }, problem))()).rejects.toThrow('cannot name a folder');
      await expect((async () => run.writeRun({ ...named, items }))()).rejects.toThrow('cannot name a folder');
      await mkdir(run.path, { recursive: true });
      await writeFile(join(run.path, 'run.json'), JSON.stringify({ ...named, items }));
      await expect(run.readRun()).rejects.toThrow('cannot name a folder');
    }
    expect(await readdir(folder.path)).toEqual(['run']);
    expect(await readdir(run.path)).toEqual(['run.json']);
  });
});
