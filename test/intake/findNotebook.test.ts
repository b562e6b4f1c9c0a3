import { describe, expect, it } from 'vitest';
import { findNotebook, type FindOptions, type SubmittedFile } from '../../src/intake/findNotebook.js';
import { notebookFile } from '../support/notebook.js';
import { zipOf } from '../support/zip.js';

const ONE = notebookFile(['x = 1']);
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
    const nested = await zipOf({ 'inner.zip': zip });
    expect(await find({ 'outer.zip': nested })).toContain('There is no notebook');
    expect(await find({ 'w.zip': Buffer.from('PK\u0003\u0004') })).toContain('no zip archive, or damaged');
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
