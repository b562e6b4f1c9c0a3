import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IntakeError } from '../../src/intake/intakeError.js';
import { readNotebook } from '../../src/intake/readNotebook.js';
import { code, file, read, refusal } from './sampleNotebook.js';

describe('readNotebook accepts', () => {
  it('what people’s tools write', () => {
    const cells = [
      { cell_type: 'markdown', source: ['# One\n', 'two'], id: 'a', metadata: { id: 'same' } },
      {
        cell_type: 'code',
        source: 'y',
        metadata: { id: 'same', tags: ['plot', 3], executionInfo: { user: { displayName: 'N' } } },
      },
      { cell_type: 'code', source: ['z'], metadata: { tags: ['plot'] }, outputs: 'not a list', execution_count: 'x' },
      { cell_type: 'code' },
      { cell_type: 'heading', source: 'old', metadata: null },
    ];
    const notebook = read(
      file({ nbformat_minor: 5, cells, metadata: { widgets: { 'application/x': {} }, kernelspec: 7 } }),
    );
    expect(notebook.cells).toEqual([
      { index: 0, kind: 'markdown', source: '# One\ntwo', tags: [] },
      { index: 1, kind: 'code', source: 'y', tags: [] },
      { index: 2, kind: 'code', source: 'z', tags: ['plot'] },
      { index: 3, kind: 'code', source: '', tags: [] },
      { index: 4, kind: 'raw', source: 'old', tags: [] },
    ]);
    expect(JSON.stringify(notebook)).not.toContain('displayName');
  });

  it('a byte-order mark, and lone surrogates as the replacement character', () => {
    const text = `\uFEFF${JSON.stringify(file({ cells: [{ ...code, source: 's = "\ud800é"' }] }))}`;
    expect(readNotebook(Buffer.from(text), 'hw.ipynb').cells[0]?.source).toBe('s = "\ufffdé"');
  });

  it.each([
    [{ kernelspec: { name: 'torchcfm2', display_name: 'mine' } }],
    [{ kernelspec: { name: 'x', language: 'Python' } }],
    [{ language_info: { name: 'ipython' } }],
  ])('a Python environment by any name: %j', (metadata) => {
    expect(read(file({ metadata })).cells).toHaveLength(1);
  });

  it('48 MB of stored output', () => {
    const outputs = [{ output_type: 'stream', text: 'a'.repeat(48_000_000) }];
    expect(read(file({ cells: [{ ...code, outputs }] })).cells).toHaveLength(1);
  });

  it('a million numbers in a plot', () => {
    const outputs = [{ output_type: 'display_data', data: { plot: Array<number>(1_000_000).fill(0.5) } }];
    expect(read(file({ cells: [{ ...code, outputs }] })).cells).toHaveLength(1);
  });
});

/** The text of a notebook with `unread` in every place that grading does not read. */
const strewn = (unread: string): string => `{
  "nbformat": 4, "nbformat_minor": ${unread}, "x": ${unread}, "x": ${unread},
  "metadata": {"widgets": ${unread}, "widgets": 1, "kernelspec": {"display_name": ${unread}}, "language_info": ${unread}},
  "cells": [{"cell_type": "code", "id": ${unread}, "id": ${unread}, "execution_count": ${unread}, "attachments": ${unread},
    "metadata": {"executionInfo": ${unread}, "vscode": ${unread}}, "outputs": ${unread}, "source": ["x = ", "1"]},
    {"cell_type": "markdown", "metadata": ${unread}, "source": null}]}`;

describe('a part that grading does not read decides nothing', () => {
  it.each([
    ...['NaN', 'Infinity', '-Infinity', 'nan', 'null', '7', '"text"', '[]', '[[]]', '{}', '{"a": NaN, "a": [1, "]"]}'],
    ...['"\\ud800"', '"\\x1b[0m"', '"a\nraw\tbreak"', `${'[{"a": '.repeat(2_000)}0${'}]'.repeat(2_000)}`],
    `[${Array<string>(600_000).fill('0.5').join(',')}]`,
  ])('%.60s', (unread) => {
    const notebook = readNotebook(Buffer.from(strewn(unread)), 'hw.ipynb');
    expect(notebook.cells.map(({ source }) => source)).toEqual(['x = 1', '']);
    expect(notebook.digest).toBe(readNotebook(Buffer.from(strewn('0')), 'hw.ipynb').digest);
  });

  it('nor do bytes there that are no text', () => {
    const bytes = Buffer.from(strewn('"\u00ff"'), 'latin1');
    expect(readNotebook(bytes, 'hw.ipynb').cells[0]?.source).toBe('x = 1');
  });

  it.each(['\t', '\u0001', '\n', '\\q'])('nor does %j in a key', (odd) => {
    const key = `"a${odd}b": 1,`;
    const text = `{${key} "metadata": {${key} "kernelspec": {${key} "name": "ir"}},
      "cells": [{${key} "cell_type": "code", "source": "x = 1"}]}`;
    expect(refusal(text).code).toBe('otherLanguage');
    expect(readNotebook(Buffer.from(text.replace('ir', 'python3')), 'hw.ipynb').cells).toHaveLength(1);
  });

  it.each([{ a: 1 }, 7, ['a', 1]])('nor does the source of a cell without code: %j', (source) => {
    const cells = ['markdown', 'raw'].map((kind) => ({ cell_type: kind, source }));
    expect(read(file({ cells: [...cells, code] })).cells.map((cell) => cell.source)).toEqual(['', '', 'x = 1']);
  });

  it('nor do bytes in a cell without code that are no text', () => {
    const text = JSON.stringify(file({ cells: [{ cell_type: 'markdown', source: '# é' }, code] }));
    expect(readNotebook(Buffer.from(text, 'latin1'), 'hw.ipynb').cells[0]?.source).toBe('# \ufffd');
  });

  it('nor do two byte order marks, or the mark of the end that old programs write', () => {
    const bytes = Buffer.from(`\uFEFF\uFEFF${JSON.stringify(file())}\u001a`);
    expect(readNotebook(bytes, 'hw.ipynb').cells).toHaveLength(1);
  });

  it.each([['"4"'], ['4.5'], ['"4.5"'], ['null'], ['[]']])('nor does how the format is written: %s', (format) => {
    const text = `{"nbformat": ${format}, "cells": [{"cell_type": "code", "source": "x = 1"}]}`;
    expect(readNotebook(Buffer.from(text), 'hw.ipynb').cells).toHaveLength(1);
    expect(readNotebook(Buffer.from(text.replace(/"nbformat": .*?, /u, '')), 'hw.ipynb').cells).toHaveLength(1);
  });

  it('nor in which encoding of Unicode it is saved, or what a failed copy left behind it', () => {
    const text = JSON.stringify(file({ cells: [{ ...code, source: 's = "é€😀"' }] }));
    const little = Buffer.from(text, 'utf16le');
    const big = Buffer.from(little).swap16();
    const [markLittle, markBig] = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];
    const zeros = Buffer.concat([Buffer.from(text), Buffer.alloc(100)]);
    for (const bytes of [little, big, Buffer.concat([markLittle, little]), Buffer.concat([markBig, big]), zeros]) {
      expect(readNotebook(bytes, 'hw.ipynb').cells[0]?.source).toBe('s = "é€😀"');
    }
  });
});

describe('what stands in the notebook’s place is named', () => {
  const pretty = JSON.stringify(file(), null, 1);
  const conflict = pretty.replace(
    / +"source.*\n/u,
    (line) => `<<<<<<< HEAD\n${line}=======\n${line.replace('1', '2')}>>>>>>> theirs\n`,
  );
  const inOutputs = pretty.replace('[]', '[\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> theirs\n]');
  it.each([
    ['a merge conflict', conflict, /a merge conflict of Git that nobody has resolved, from line 8 on/u],
    [
      'one around the whole file',
      `<<<<<<< HEAD\n${pretty}\n=======\n${pretty}\n>>>>>>> mine\n`,
      /a merge conflict.* from line 1 on/u,
    ],
    ['a page without a root', '<script>location = "/login"</script><h1>Sign in</h1>', /a web page/u],
    ['one in the outputs', inOutputs, /a merge conflict of Git that nobody has resolved, from line 11 on/u],
    ['one of Windows', conflict.replaceAll('\n', '\r\n'), /a merge conflict.* from line 8 on/u],
    ['a page', '\n<!DOCTYPE html>\n<html><title>\n Sign in </title>', /a web page \(“Sign in”\) \(line 2\)/u],
    ['a page without a title', '<html lang="en"><body>502', /a web page \(line 1\).*download it as \.ipynb/u],
    ['a page in Latin-1', Buffer.from('<html><title>\u00e9</title>', 'latin1'), /a web page/u],
    [
      'a pointer',
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n',
      /a pointer of Git LFS \(line 1\).*git lfs pull/u,
    ],
    [
      'a shortcut of Drive',
      '{"":"WARNING!","doc_id":"1a","resource_key":"","email":"a@b.c"}',
      /a link to a file in the cloud/u,
    ],
    ['a shortcut of Windows', '[InternetShortcut]\r\nURL=https://colab.research.google.com/\r\n', /a link to a file/u],
    ['an address', 'https://colab.research.google.com/drive/1a?usp=sharing\n', /a link to a file/u],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0]), /a compressed archive \(gzip\)/u],
    ['RAR', 'Rar!\u001a\u0007', /a RAR archive/u],
    ['tar', Buffer.concat([Buffer.alloc(257, 'a'), Buffer.from('ustar')]), /a tar archive/u],
    ['a script', '# %%\nimport numpy as np\n', /it begins with “# %%”/u],
    ['zeros', Buffer.alloc(5_000), /holds nothing but zeros/u],
    ['two files in one', `${pretty}\n  }\n ]\n}`, /goes on at line 15, column 3, after the notebook’s end/u],
  ])('%s', (_, bytes, words) => {
    expect(refusal(bytes).message).toMatch(words);
  });
});

describe('the digest', () => {
  it('is of the work, not of how it was saved', () => {
    const saved = {
      ...code,
      source: ['x = ', '1'],
      id: 'abc',
      outputs: [{ output_type: 'stream', text: 'hi' }],
      execution_count: 9,
    };
    const { digest } = read(file());
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(read(file({ nbformat_minor: 5, cells: [saved] })).digest).toBe(digest);
    expect(read(file({ cells: [{ ...code, source: 'x = 2' }] })).digest).not.toBe(digest);
    expect(read(file({ cells: [{ ...code, cell_type: 'raw' }, code] })).digest).not.toBe(digest);
  });
});

describe('readNotebook refuses', () => {
  const json = (value: unknown): string => JSON.stringify(value);
  it.each([
    ['an empty file', '', 'empty', 'is empty'],
    ['white space', ' \n', 'empty', 'is empty'],
    ['Python', 'print(1)\n', 'notANotebook', 'it begins with “print(1)”'],
    ['a zip archive', 'PK\u0003\u0004rest', 'notANotebook', 'is a zip archive'],
    ['a PDF', '%PDF-1.7', 'notANotebook', 'is a PDF'],
    ['other JSON', '{"a": 1}', 'notANotebook', 'is JSON but not a notebook'],
    ['a number', '1e999', 'notANotebook', 'not a notebook'],
    ['no cells', json({ nbformat: 4 }), 'notANotebook', 'has no list of cells'],
    ['format 3', json({ nbformat: 3, worksheets: [{ cells: [] }] }), 'otherFormat', 'old notebook format 3'],
    ['format 5', json(file({ nbformat: 5 })), 'otherFormat', 'notebook format 5'],
    ['R by kernel', json(file({ metadata: { kernelspec: { name: 'ir' } } })), 'otherLanguage', 'written for R'],
    [
      'julia',
      json(file({ metadata: { kernelspec: { name: 'julia-1.9', language: 'julia' } } })),
      'otherLanguage',
      'Julia',
    ],
    ['Swift by info', json(file({ metadata: { language_info: { name: 'swift' } } })), 'otherLanguage', 'swift'],
    ['no cell at all', json(file({ cells: [] })), 'noCode', 'has no code'],
    [
      'blank code',
      json(
        file({
          cells: [
            { ...code, source: ' \n' },
            { ...code, cell_type: 'markdown' },
          ],
        }),
      ),
      'noCode',
      'has no code',
    ],
    ['a damaged cell', json(file({ cells: [code, 7] })), 'damagedCell', 'Cell 2 of hw.ipynb'],
    ['a damaged source', json(file({ cells: [{ ...code, source: [1] }] })), 'damagedCell', 'Cell 1 of hw.ipynb'],
    ['too many cells', json(file({ cells: Array(2001).fill(code) })), 'tooLarge', '2001 cells; at most 2000'],
    ['a huge source', json(file({ cells: [{ ...code, source: 'é'.repeat(524_289) }] })), 'tooLarge', '1 MiB'],
    [
      'a broken-off file',
      '{"nbformat": 4,\n "cells": [{"cell_type": "co',
      'notJson',
      'breaks off at line 2, column 29',
    ],
    ['a slip', '{"nbformat": 4,\n "cells": [],}', 'notJson', 'not valid JSON at line 2, column 14'],
    ['two documents', '{}\n{}', 'notJson', 'goes on at line 2, column 1, after'],
    ['a raw line break in a source', '{"cells": [{"source": "\n"}]}', 'notJson', 'line 1, column 24'],
    ['depth', `{"nbformat":4,"cells":[{"source":${'['.repeat(100)}`, 'tooLarge', 'more data'],
    ['depth without end', `{"a":${'['.repeat(30_000_000)}`, 'tooLarge', 'more data'],
    ['countless cells', `{"cells":[${'{},'.repeat(600_000)}1]}`, 'tooLarge', 'more data'],
    ['countless lines', json(file({ cells: [{ source: Array(600_000).fill('') }] })), 'tooLarge', 'more data'],
  ])('%s', (_, bytes, kind, words) => {
    const error = refusal(bytes);
    expect(error).toMatchObject({ code: kind, whoseTurn: 'student' });
    expect(error.message).toContain(words);
  });

  it('bytes that are no text, in what is read', () => {
    const spoiled = (text: string): Buffer => Buffer.from(text.replace('é', '\u00ff'), 'latin1');
    expect(refusal(spoiled('éabc')).code).toBe('notText');
    const cells = [code, { ...code, source: 'é' }];
    const { code: kind, message } = refusal(spoiled(json(file({ cells }))));
    expect(kind).toBe('notText');
    expect(message).toMatch(/^Cell 2 of hw\.ipynb is not text in UTF-8/u);
  });

  it('60 MB, in a clear sentence', () => {
    const { code: kind, message } = refusal(Buffer.alloc(60_000_000, 0x20));
    expect(kind).toBe('tooLarge');
    expect(message).toMatch(/^hw\.ipynb is 60 MB; at most 50 MB are accepted\. Clear the outputs/);
  });

  it('and shows nothing invisible of a file’s name', () => {
    const name = 'a\u001b[31m\u202eb\n.ipynb';
    expect(() => readNotebook(new Uint8Array(), name)).toThrow(/^a\[31mb\.ipynb is empty/);
  });
});

describe('any input', () => {
  const onlyIntakeErrors = (bytes: Uint8Array): void => {
    try {
      const { cells } = readNotebook(bytes, 'x');
      expect(cells.some(({ kind }) => kind === 'code')).toBe(true);
    } catch (error) {
      expect(error).toBeInstanceOf(IntakeError);
    }
  };

  it('is a notebook or an IntakeError: bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), onlyIntakeErrors));
  });

  it('is a notebook or an IntakeError: JSON in the shape of a notebook, cut anywhere', () => {
    const loose = (shape: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
      fc.oneof({ weight: 4, arbitrary: shape }, { weight: 1, arbitrary: fc.jsonValue() });
    const cell = fc.record(
      {
        cell_type: loose(fc.constantFrom('code', 'markdown')),
        source: loose(fc.string({ unit: 'binary' })),
        metadata: loose(fc.record({ tags: loose(fc.array(fc.string())) })),
      },
      { requiredKeys: [] },
    );
    const notebook = fc.record({
      nbformat: loose(fc.constant(4)),
      metadata: loose(fc.constant({})),
      cells: loose(fc.array(loose(cell))),
    });
    fc.assert(
      fc.property(notebook, fc.double({ min: 0.5, max: 1.5, noNaN: true }), (value, share) => {
        const text = JSON.stringify(value);
        onlyIntakeErrors(Buffer.from(text.slice(0, Math.ceil(text.length * share))));
      }),
      { numRuns: 500 },
    );
  });
});
