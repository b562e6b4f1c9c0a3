import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { openArchive, STUDENT_ARCHIVE } from '../../src/intake/archive.js';
import { testFolder } from '../support/folder.js';
import { patched, zipOf } from '../support/zip.js';

const LINK = 0o120777;
const FIFO = 0o010644;

async function refusal(bytes: Uint8Array, limits = {}): Promise<string> {
  try {
    using archive = await openArchive(bytes, { name: 'w.zip', limits: { ...STUDENT_ARCHIVE, ...limits } });
    return `accepted ${archive.files.length}`;
  } catch (error) {
    expect(error).toMatchObject({ name: 'IntakeError', code: 'archive', whoseTurn: 'student' });
    return (error as Error).message;
  }
}

/** A zip of one file whose name no honest tool would write. */
async function named(name: string): Promise<Buffer> {
  const honest = name.replaceAll(/[^a-z0-9]/gu, 'q');
  return patched(await zipOf({ [honest]: 'x' }), honest, name);
}

describe('openArchive', () => {
  it('lists and reads the files, from bytes and from a file', async () => {
    const bytes = await zipOf({ 'a/': '', 'a/b.txt': 'hello', 'c.bin': Buffer.alloc(5000, 7) });
    await using folder = await testFolder();
    const path = join(folder.path, 'w.zip');
    await writeFile(path, bytes);
    for (const source of [bytes, path]) {
      using archive = await openArchive(source, { name: 'w.zip' });
      expect(archive.files.map((file) => [file.path, file.size])).toEqual([
        ['a/b.txt', 5],
        ['c.bin', 5000],
      ]);
      const [hello, binary] = archive.files;
      expect((await hello?.read())?.toString()).toBe('hello');
      expect(await binary?.read()).toEqual(Buffer.alloc(5000, 7));
      expect(hello && (await text(await hello.stream()))).toBe('hello');
    }
  });

  it.each([
    '../up.txt',
    'a/../../up.txt',
    '/etc/passwd',
    'C:/x.txt',
    '..\\up.txt',
    '\\\\host\\x',
    'C:\\x.txt',
    '..',
    '.a/../../x',
    'a//b',
    './x',
    'a/./b',
    'n\0l',
  ])('refuses the name %j', async (name) => {
    expect(await refusal(await named(name))).toContain('Upload the notebook itself');
  });

  it('refuses links and special files', async () => {
    expect(await refusal(await zipOf({ l: { content: '/etc/passwd', mode: LINK } }))).toContain('a link or a special');
    expect(await refusal(await zipOf({ p: { content: '', mode: FIFO } }))).toContain('a link or a special');
  });

  it('refuses names that a file system may take for one', async () => {
    expect(await refusal(await zipOf({ 'Hw4.ipynb': '1', 'hw4.IPYNB': '2' }))).toContain('the same name');
    expect(await refusal(await zipOf({ 'caf\u00e9': '1', 'cafe\u0301': '2' }))).toContain('the same name');
    expect(await refusal(await zipOf({ straße: '1', STRASSE: '2' }))).toContain('the same name');
    const twice = patched(await zipOf({ 'one.txt': '1', 'two.txt': '2' }), 'two.txt', 'one.txt');
    expect(await refusal(twice)).toContain('the same name');
  });

  it('refuses what is too much, before anything is unpacked', async () => {
    const bomb = await zipOf({ 'zeros.bin': Buffer.alloc(20_000_000) });
    expect(bomb.length).toBeLessThan(50_000);
    expect(await refusal(bomb)).toContain('300 times its size');
    expect(await refusal(bomb, { maxRatio: Infinity })).toBe('accepted 1');
    expect(await refusal(bomb, { maxTotalBytes: 19_000_000 })).toContain('more than 19 MB');
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`f${index}`, '']));
    expect(await refusal(await zipOf(many), { maxEntries: 50 })).toContain('more than 50 entries');
    expect(await refusal(await zipOf({ 'a/b/c/d': '' }), { maxDepth: 2 })).toContain('more than 2 folders deep');
    expect(await refusal(await zipOf({ ['ü'.repeat(30)]: '' }), { maxNameBytes: 50 })).toContain('50 bytes');
  });

  it('does not believe a size: an entry that is larger than it says ends with an error', async () => {
    const zip = await zipOf({ 'z.bin': Buffer.alloc(3_000_000) });
    const size = Buffer.alloc(4);
    size.writeUInt32LE(3_000_000);
    const lie = Buffer.alloc(4);
    lie.writeUInt32LE(10);
    const lying = patched(zip, size.toString('latin1'), lie.toString('latin1'));
    using archive = await openArchive(lying, { name: 'w.zip' });
    expect(archive.files[0]?.size).toBe(10);
    await expect(archive.files[0]?.read()).rejects.toMatchObject({ code: 'archive' });
  });

  it('tells a damaged archive: cut, no archive at all, changed content', async () => {
    const zip = await zipOf({ 'a.txt': { content: 'hello', mode: 0o100644 } });
    expect(await refusal(zip.subarray(0, zip.length - 30))).toContain('damaged');
    expect(await refusal(Buffer.from('PK\u0003\u0004 no'))).toContain('damaged');
    const files = await zipOf({ 'a.txt': Buffer.from('x') });
    using archive = await openArchive(flipped(files), { name: 'w.zip' });
    await expect(archive.files[0]?.read()).rejects.toMatchObject({ code: 'archive' });
  });

  it('leaves a refused entry out where the caller wants the rest', async () => {
    const zip = await zipOf({ 'good.txt': '1', l: { content: 'x', mode: LINK } });
    const left: string[] = [];
    using archive = await openArchive(zip, { name: 'w.zip', onRefused: (path, why) => left.push(`${path}: ${why}`) });
    expect(archive.files.map(({ path }) => path)).toEqual(['good.txt']);
    expect(left).toEqual(['l: it is a link or a special file']);
  });
});

/** The archive with one byte of the first entry's data changed. */
function flipped(zip: Buffer): Buffer {
  const at = 30 + zip.readUInt16LE(26) + zip.readUInt16LE(28);
  const copy = Buffer.from(zip);
  copy.writeUInt8(copy.readUInt8(at) ^ 0xff, at);
  return copy;
}
