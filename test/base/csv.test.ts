import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCsv, readTable } from '../../src/base/csv/readCsv.js';
import { readTextFile } from '../../src/base/textFile.js';
import { formatCsv } from '../../src/base/csv/formatCsv.js';
import { testFolder, type TestFolder } from '../support/folder.js';

let folder: TestFolder;
beforeAll(async () => {
  folder = await testFolder();
  await mkdir(folder.path, { recursive: true });
});
afterAll(() => folder[Symbol.asyncDispose]());

const numbersIn = (heading: readonly string[]): Set<string> =>
  new Set(heading.filter((name) => !['name', 'email'].includes(name.toLowerCase())));

/** The heading and rows, each row with its line; or what is refused. */
function read(text: string): unknown {
  try {
    const { heading, rows } = readTable(text, 'f.csv', numbersIn);
    return [heading, ...rows.map(({ line, cells }) => [line, ...cells])];
  } catch (error) {
    expect(error).toMatchObject({ name: 'Refusal' });
    return (error as Error).message;
  }
}

describe('a table', () => {
  const heading = ['name', 'email', 'raw_score'];
  it.each([
    ['commas', 'name,email,raw_score\n"Lovelace, Ada",a@b.c,3.5\n', 'Lovelace, Ada', '3.5'],
    ['semicolons and decimal commas', 'name;email;raw_score\nLovelace, Ada;a@b.c;3,5\n', 'Lovelace, Ada', '3.5'],
    ['tabs and decimal commas', 'name\temail\traw_score\nLovelace, Ada\ta@b.c\t"-3,5"\n', 'Lovelace, Ada', '-3.5'],
    ['an apostrophe before a formula', "name,email,raw_score\n'=A1,a@b.c,3\n", '=A1', '3'],
    ['spaces around quotes', 'name,email,raw_score\n"Lovelace, Ada" ,a@b.c, "3" \n', 'Lovelace, Ada', '3'],
    ['quotes within a cell', 'name,email,raw_score\nAda "Countess" L,a@b.c,3\n', 'Ada "Countess" L', '3'],
  ])('with %s', (_, text, name, score) => {
    expect(read(text)).toEqual([heading, [2, name, 'a@b.c', score]]);
    expect(read(text.replaceAll('\n', '\r\n'))).toEqual([heading, [2, name, 'a@b.c', score]]);
    expect(read(text.replaceAll('\n', '\r'))).toEqual([heading, [2, name, 'a@b.c', score]]);
  });

  it('keeps a comma that is no decimal one where commas are the separators', () => {
    expect(read('a,b\n"3,5",1\n')).toEqual([
      ['a', 'b'],
      [2, '3,5', '1'],
    ]);
  });

  it('keeps a comma in a column that holds no numbers', () => {
    const text = 'email;name;raw_score\n1,085;1,5;2,5\n';
    expect(read(text)).toEqual([
      ['email', 'name', 'raw_score'],
      [2, '1,085', '1,5', '2.5'],
    ]);
    expect(readCsv(text, 'f.csv', ['email']).map(({ cells }) => [...cells.values()])).toEqual([
      ['1,085', '1,5', '2.5'],
    ]);
  });

  it('takes the separator that the first line names, and counts that line', () => {
    expect(read('sep=;\na;b,c\n1;2\n')).toEqual([
      ['a', 'b,c'],
      [3, '1', '2'],
    ]);
    expect(read('sep=\t\r\na\tb;c;d\r\n1\t2\r\n')).toEqual([
      ['a', 'b;c;d'],
      [3, '1', '2'],
    ]);
  });

  it('goes by the rows where the heading has several separators', () => {
    const titles = 'Name;Email;Homework 1, part a, b, and c;Homework 2, part a, or b';
    expect(read(`${titles}\nAda;a@b.c;1,5;2\nBob;b@b.c;;\n`)).toEqual([
      titles.split(';'),
      [2, 'Ada', 'a@b.c', '1.5', '2'],
      [3, 'Bob', 'b@b.c', '', ''],
    ]);
  });

  it('counts lines as an editor does, over quoted line breaks and empty rows', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const text = ['a;b', '"x', '', 'y";1', '', ';', 'z;2', '"u', 'v";3', 'w;4', ''].join(end);
      expect(read(text)).toEqual([
        ['a', 'b'],
        [2, 'x\n\ny', '1'],
        [7, 'z', '2'],
        [8, 'u\nv', '3'],
        [10, 'w', '4'],
      ]);
    }
  });

  it.each([
    ['', 'f.csv: the file is empty.'],
    ['a,b;c\n', 'f.csv:1: commas or semicolons may stand between the cells. Write `sep=,` or `sep=;` on a first line'],
    ['a;b\n1;2\n1;2;3\n', 'f.csv:3: 3 cells, and the heading has 2; between them are semicolons.'],
    ['a,b\n1,2\n"x,1\ny,2\n', 'f.csv:3: a quoted cell begins here or later and never ends'],
    // The quote in the row below is no end of this one: read otherwise, a row would be gone.
    ['a,b,c\n1,2,"flu\n3,4,"ill"\n', 'f.csv:2: a quoted cell begins here or later and never ends'],
    ['a;b\n1;2\nx;1,085\n', 'f.csv:3: “1,085” may be 1.085 or 1085. Write it as one of the two.'],
  ])('refuses %j', (text, message) => {
    expect(read(text)).toContain(message);
  });

  it('names the separators that it looked for where it knows none of the columns', () => {
    const known = ['email', 'sid'];
    expect(() => readCsv('name|email\nAda|a@b.c\n', 'f.csv', known)).toThrow(
      'f.csv:1: the heading has none of the columns email, sid. Looked for commas, semicolons, tabs between the columns; it is “name|email”.',
    );
    expect(readCsv('Email\na@b.c\n', 'f.csv', known)).toEqual([{ line: 2, cells: new Map([['email', 'a@b.c']]) }]);
  });

  it('reads back what was written, formulas included', () => {
    const cell = fc.oneof(fc.string(), fc.stringMatching(/^'{0,2}[=+@-][a-z",;\n]{0,5}$/u), fc.constant('-3.5'));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
        const clean = rows.map((row) => row.map((text) => text.replaceAll('\r', '').trim()));
        const written = formatCsv([['a', 'b', 'c'], ...clean.map((row) => [...row, 'x'])]);
        expect(written.split('\r\n').some((line) => /^"?[=+@\t]/u.test(line))).toBe(false);
        const { rows: back } = readTable(written, 'f.csv');
        expect(back.map(({ cells }) => cells)).toEqual(clean.map((row) => [...row, 'x']));
      }),
    );
  });
});

describe('a text file', () => {
  it('may be UTF-8 or UTF-16, with a mark or without', async () => {
    const text = 'name;email\r\nÅsa 😀;a@b.c\r\n';
    const little = Buffer.from(text, 'utf16le');
    const mark = Buffer.from('\uFEFF', 'utf16le');
    const big = Buffer.concat([mark, little]).swap16();
    const file = join(folder.path, 'f.csv');
    for (const bytes of [text, `\uFEFF${text}`, little, Buffer.concat([mark, little]), big]) {
      await writeFile(file, bytes);
      expect(await readTextFile(file)).toBe(text);
    }
  });

  it('is refused in another encoding, with the line and what to do', async () => {
    const file = join(folder.path, 'latin1.csv');
    await writeFile(file, Buffer.from('name;email\nÅsa;a@b.c\n', 'latin1'));
    await expect(readTextFile(file)).rejects.toThrow(
      `${file} cannot be read: it is not UTF-8 from line 2 on, nor UTF-16. Save it as UTF-8; Excel calls that “CSV UTF-8”.`,
    );
  });
});
