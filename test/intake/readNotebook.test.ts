import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IntakeError } from '../../src/intake/intakeError.js';
import type { Notebook } from '../../src/intake/notebook.js';
import { readNotebook } from '../../src/intake/readNotebook.js';

const code = { cell_type: 'code', source: 'x = 1', metadata: {}, outputs: [], execution_count: null };
const file = (changes: object = {}): object => ({
  nbformat: 4,
  nbformat_minor: 0,
  metadata: {},
  cells: [code],
  ...changes,
});
const read = (value: unknown): Notebook => readNotebook(Buffer.from(JSON.stringify(value)), 'hw.ipynb');

function refusal(bytes: string | Uint8Array): IntakeError {
  try {
    readNotebook(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, 'hw.ipynb');
  } catch (error) {
    if (error instanceof IntakeError) return error;
    throw error;
  }
  throw new Error('the notebook was accepted');
}

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
    ['Python', 'print(1)\n', 'notANotebook', 'is not a notebook'],
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
      'julia',
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
    ['two documents', '{} {}', 'notJson', 'line 1, column 4'],
    ['a raw line break in text', '{"a": "\n"}', 'notJson', 'line 1, column 8'],
    ['depth', `{"a":${'['.repeat(100)}`, 'tooLarge', 'more data'],
    ['depth without end', '['.repeat(30_000_000), 'tooLarge', 'more data'],
    ['a million numbers elsewhere', json({ a: Array(1_000_000).fill(0.5) }), 'tooLarge', 'more data'],
    ['countless outputs', `{"cells":[{${'"outputs":0,'.repeat(600_000)}"a":0}]}`, 'tooLarge', 'more data'],
    ['countless values', `{"a":[${'{},'.repeat(6_000_000)}1]}`, 'tooLarge', 'more data'],
  ])('%s', (_, bytes, kind, words) => {
    const error = refusal(bytes);
    expect(error).toMatchObject({ code: kind, whoseTurn: 'student' });
    expect(error.message).toContain(words);
  });

  it('UTF-16 and other bytes', () => {
    expect(refusal(Buffer.from(JSON.stringify(file()), 'utf16le')).code).toBe('notText');
    expect(refusal(Buffer.from([0xff, 0xfe, 0x7b, 0x00])).code).toBe('notText');
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
