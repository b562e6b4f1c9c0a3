import { describe, expect, it } from 'vitest';
import { STUDENT_ARCHIVE } from '../../src/intake/archive.js';
import { findNotebook, type FindOptions, type SubmittedFile } from '../../src/intake/findNotebook.js';
import { notebookFile } from '../support/notebook.js';
import { patched, zipOf } from '../support/zip.js';

const ONE = notebookFile(['x = 1']);
const LINK = { content: '/usr/bin/python3', mode: 0o120777 };
const TWO = notebookFile(['x = 2']);

async function find(files: Readonly<Record<string, string | Buffer>>, options: FindOptions = {}): Promise<string> {
  const submitted = Object.entries(files).map(([path, content]): SubmittedFile => {
    const bytes = Buffer.from(content);
    return { path, size: bytes.length, read: () => Promise.resolve(bytes) };
  });
  try {
    const { path, notebook, bytes } = await findNotebook(submitted, options);
    expect(bytes.length).toBeGreaterThan(0);
    return `${path}: ${notebook.cells[0]?.source ?? ''}`;
  } catch (error) {
    expect(error).toMatchObject({ name: 'IntakeError', whoseTurn: 'student' });
    return (error as Error).message;
  }
}

describe('findNotebook', () => {
  it('goes by content, whatever the name', async () => {
    expect(await find({ 'data.csv': '1,2', 'src/work.ipynb': ONE })).toBe('src/work.ipynb: x = 1');
    expect(await find({ 'hw4.ipynb.txt': ONE, 'notes.json': '{"a": 1}' })).toBe('hw4.ipynb.txt: x = 1');
    const pretty = Buffer.from(`\uFEFF\n${JSON.stringify(JSON.parse(ONE.toString()), null, 1)}`);
    expect(await find({ hw4: pretty })).toBe('hw4: x = 1');
  });

  it('passes over what tools leave behind', async () => {
    const left = {
      '.ipynb_checkpoints/a-checkpoint.ipynb': TWO,
      '__MACOSX/._a.ipynb': 'junk',
      'deep/.trash/a.ipynb': TWO,
      '._a.ipynb': 'junk',
    };
    expect(await find({ ...left, 'a.ipynb': ONE })).toBe('a.ipynb: x = 1');
    expect(await find(left)).toContain('There is no notebook in what was handed in');
  });

  it('looks into an archive where there is no notebook outside', async () => {
    const zip = await zipOf({ 'hw/a.ipynb': ONE, '__MACOSX/hw/._a.ipynb': 'junk' });
    expect(await find({ 'work.zip': zip, 'data.csv': '' })).toBe('work.zip/hw/a.ipynb: x = 1');
    expect(await find({ 'work.zip': zip, 'b.ipynb': TWO })).toBe('b.ipynb: x = 2');
    const nested = await zipOf({ 'inner.zip': zip, 'a.py': '' });
    expect(await find({ 'outer.zip': nested })).toContain('(outer.zip/inner.zip, a zip archive, outer.zip/a.py)');
    expect(await find({ 'hw4.rar': 'Rar!\u001a' })).toContain(
      'There is no notebook in what was handed in (hw4.rar, a RAR',
    );
    expect(await find({ 'w.zip': Buffer.from('PK\u0003\u0004') })).toContain('no zip archive, or damaged');
  });

  it.each([
    ['of Windows', (names: string[]) => names.join('\\'), 'work.zip/hw 4/deep/a.ipynb'],
    [
      'with one more folder around',
      (names: string[]) => ['work', ...names].join('/'),
      'work.zip/work/hw 4/deep/a.ipynb',
    ],
  ])('reads an archive %s', async (_, joined, expected) => {
    const honest = joined(['hw 4', 'deep', 'a.ipynb']).replaceAll('\\', '/');
    const folder = joined(['hw 4', 'deep', '']).replaceAll('\\', '/');
    const zip = await zipOf({ [folder]: '', [honest]: ONE });
    const patches = [honest, folder].map((name) => [name, name.replaceAll('/', joined(['', '']).slice(-1))] as const);
    const written = patches.reduce((bytes, [from, to]) => (from === to ? bytes : patched(bytes, from, to)), zip);
    expect(await find({ 'work.zip': written })).toBe(`${expected}: x = 1`);
  });

  it('reads an archive of macOS, whose names have no flag and whose folders have files beside', async () => {
    const name = 'Übung/häusliche.ipynb'.normalize('NFD');
    const left = { '__MACOSX/U/._h.ipynb': 'junk', 'U/.DS_Store': 'junk', 'U/Icon\r': '', 'U/.venv/bin/python': LINK };
    const zip = withoutFlag(await zipOf({ [name]: ONE, ...left }));
    expect(await find({ 'work.zip': zip })).toBe(`work.zip/${name}: x = 1`);
    const both = await zipOf({ 'old.ipynb': TWO, [name]: ONE });
    const options = { named: 'häusliche.ipynb'.normalize('NFC') };
    expect(await find({ 'work.zip': withoutFlag(both) }, options)).toBe(`work.zip/${name}: x = 1`);
  });

  it.each([
    ['code page 437', [0x9a, 0x62, 0x75, 0x6e, 0x67], 'Übung'],
    ['Latin-1', [0xdc, 0x62, 0x75, 0x6e, 0x67], '▄bung'],
    // The second byte of the first character is that of a backslash; here a slash follows it, there it is the last.
    ['Shift-JIS', [0x95, 0x5c, 0x2f, 0x95, 0x5c], 'ò\\/ò\\'],
    ['GBK', [0xd7, 0xf7, 0xd2, 0xb5], '╫≈╥╡'],
  ])('reads an archive with names in %s', async (_, bytes, shown) => {
    const honest = 'q'.repeat(bytes.length);
    const written = Buffer.from(bytes).toString('latin1');
    const zip = withoutFlag(patched(await zipOf({ [`${honest}.ipynb`]: ONE }), honest, written));
    expect(await find({ 'work.zip': zip })).toBe(`work.zip/${shown}.ipynb: x = 1`);
  });

  it('bounds all archives together, and the notebooks that are read to choose from', async () => {
    const small = await zipOf({ 'a.ipynb': ONE });
    const many = (count: number, content: Buffer, end: string): Record<string, Buffer> =>
      Object.fromEntries(Array.from({ length: count }, (_, number) => [`${number}.${end}`, content]));
    expect(await find(many(20, small, 'zip'))).toBe('0.zip/a.ipynb: x = 1');
    expect(await find(many(21, small, 'zip'))).toContain('The archives are more than 20.');
    const limits = { ...STUDENT_ARCHIVE, maxTotalBytes: 3_000_000 };
    const padded = await zipOf({ 'a.ipynb': Buffer.concat([ONE, Buffer.from(' '.repeat(990_000))]) });
    expect(await find(many(3, padded, 'zip'), { limits })).toBe('0.zip/a.ipynb: x = 1');
    expect(await find(many(4, padded, 'zip'), { limits })).toContain('archives together unpack to more than 3 MB.');
    const notebooks = many(101, ONE, 'ipynb');
    expect(await find(notebooks)).toContain('There are more than 100 notebooks: 0.ipynb, ');
    expect(await find({ ...notebooks, 'hw4.ipynb': TWO }, { named: 'hw4.ipynb' })).toBe('hw4.ipynb: x = 2');
  });

  it('asks which is meant, unless the assignment’s name or sameness tells', async () => {
    const files = { 'old.ipynb': ONE, 'part/HW4.ipynb': TWO };
    expect(await find(files)).toBe(
      'There are 2 notebooks: old.ipynb, part/HW4.ipynb. Upload only the one to be graded.',
    );
    expect(await find(files, { named: 'hw4.ipynb' })).toBe('part/HW4.ipynb: x = 2');
    expect(await find(files, { named: 'hw5.ipynb' })).toContain('Name the one to be graded hw5.ipynb.');
    expect(await find({ 'a.ipynb': ONE, 'copy of a.ipynb': ONE })).toBe('a.ipynb: x = 1');
  });

  it('says what is wrong with the only one that is meant', async () => {
    expect(await find({ 'hw4.ipynb': '{"cells": [' })).toContain('hw4.ipynb breaks off');
    expect(await find({ 'a.ipynb': ONE, 'hw4.ipynb': '' }, { named: 'hw4.ipynb' })).toContain('hw4.ipynb is empty');
    expect(await find({ 'a.ipynb': ONE, 'broken.ipynb': '' })).toBe('a.ipynb: x = 1');
    const page = '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>';
    expect(await find({ 'hw4.ipynb': page })).toContain('did not arrive');
    expect(await find({})).toContain('Nothing was handed in');
  });

  it('does not read what is too large for a notebook', async () => {
    const read = (): Promise<Uint8Array> => Promise.reject(new Error('was read'));
    const file = { path: 'hw4.ipynb', size: 60_000_000, read };
    await expect(findNotebook([file], {})).rejects.toMatchObject({ code: 'tooLarge' });
  });
});

/** The archive without the flag that says that names are UTF-8. */
function withoutFlag(zip: Buffer): Buffer {
  const copy = Buffer.from(zip);
  for (const [signature, flags] of [
    ['PK\u0003\u0004', 6],
    ['PK\u0001\u0002', 8],
  ] as const) {
    for (let at = copy.indexOf(signature); at !== -1; at = copy.indexOf(signature, at + 1)) {
      copy.writeUInt16LE(copy.readUInt16LE(at + flags) & ~0x800, at + flags);
    }
  }
  return copy;
}
