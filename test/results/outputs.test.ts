import { describe, expect, it } from 'vitest';
import type { CellOutput } from '../../src/results/cellOutput.js';
import { CellOutputs } from '../../src/results/outputs.js';
import { png } from './samplePng.js';

const plain = (text: string): { mime: string; bytes: Uint8Array } => ({ mime: 'text/plain', bytes: Buffer.from(text) });
const image = { mime: 'image/png', bytes: png() };
const out = (text: string): CellOutput => ({ kind: 'stream', name: 'stdout', text });
const err = (text: string): CellOutput => ({ kind: 'stream', name: 'stderr', text });

function texts(outputs: CellOutputs): string[] {
  return outputs.list.map((output) => {
    if (output.kind === 'stream') return `${output.name} ${output.text}`;
    if (output.kind === 'error') return `error ${output.ename}`;
    return `${output.kind} ${output.data.map(({ mime, bytes }) => (mime === 'text/plain' ? Buffer.from(bytes).toString() : mime)).join()}`;
  });
}

function collect(...events: CellOutput[]): CellOutputs {
  const outputs = new CellOutputs(1024);
  for (const event of events) outputs.add(event);
  return outputs;
}

describe('streams', () => {
  it('merges writes to one stream and keeps the order of two', () => {
    expect(texts(collect(out('a'), out('b\n'), err('c'), out('d')))).toEqual(['stdout ab\n', 'stderr c', 'stdout d']);
  });

  it.each([
    [['10%\r', '20%\r100%\n', 'done'], '100%\ndone'],
    [['a\r', '\nb\r\nc'], 'a\nb\nc'],
    [['kept\nbar 1\rbar 2'], 'kept\nbar 2'],
    [['last\r'], 'last'],
  ])('collapses carriage returns: %j', (writes, shown) => {
    expect(texts(collect(...writes.map(out)))).toEqual([`stdout ${shown}`]);
  });

  it('does not count what a progress bar overwrote', () => {
    const outputs = collect(...Array.from({ length: 5000 }, (_, step) => err(`\rstep ${step} of 5000`)));
    expect(texts(outputs)).toEqual(['stderr step 4999 of 5000']);
    expect(outputs.wasCut).toBe(false);
  });

  it('cuts between characters, and says so', () => {
    const outputs = collect(out('x'), out('é'.repeat(600)), out('after'));
    expect(outputs.wasCut).toBe(true);
    const [text, marker] = texts(outputs);
    expect(text).toBe(`stdout x${'é'.repeat(511)}a`);
    expect(marker).toMatch(/^stderr \n\[output cut: a cell may show 1 KiB of text/);
  });

  it('keeps every cut within the limit, wherever it falls', () => {
    for (const character of ['a', 'é', '€', '😀']) {
      for (let front = 1018; front <= 1024; front++) {
        const [first] = collect(out('x'.repeat(front) + character.repeat(3))).list;
        const text = first?.kind === 'stream' ? first.text : '';
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1024);
        expect(Buffer.byteLength(text)).toBeGreaterThan(1020);
        expect(text.isWellFormed()).toBe(true);
        expect(text).not.toContain('\ufffd');
      }
    }
  });
});

describe('rich outputs', () => {
  it('keeps text and sound images, and nothing else', () => {
    const data = [
      plain('Figure'),
      image,
      { mime: 'text/html', bytes: Buffer.from('<script>') },
      { mime: 'image/png', bytes: Buffer.from('no') },
    ];
    expect(texts(collect({ kind: 'display', data }, { kind: 'result', data: [plain('3')] }))).toEqual([
      'display Figure,image/png',
      'result 3',
    ]);
    expect(texts(collect({ kind: 'display', data: data.slice(2) }))).toEqual([]);
  });

  it('updates displays in place', () => {
    const outputs = collect({ kind: 'display', data: [plain('0 %')], displayId: 'p' }, out('between'));
    outputs.update('p', [plain('50 %')]);
    outputs.update('p', [plain('100 %')]);
    outputs.update('other', [plain('nothing')]);
    expect(texts(outputs)).toEqual(['display 100 %', 'stdout between']);
  });

  it('gives back what an update replaced, and cuts what grows too large', () => {
    const outputs = collect({ kind: 'display', data: [plain('x'.repeat(900))], displayId: 'p' });
    outputs.update('p', [plain('y'.repeat(900))]);
    expect(outputs.wasCut).toBe(false);
    outputs.update('p', [plain('z'.repeat(2000))]);
    expect(texts(outputs)[0]).toBe(`display ${'z'.repeat(1024)}`);
    expect(outputs.wasCut).toBe(true);
  });

  it('bounds images and outputs by number', () => {
    const images = collect(...Array.from({ length: 25 }, (): CellOutput => ({ kind: 'display', data: [image] })));
    expect(texts(images).filter((text) => text === 'display image/png')).toHaveLength(20);
    expect(images.wasCut).toBe(true);
    const many = new CellOutputs(1_000_000);
    for (let index = 0; index < 2000; index++) many.add(index % 2 === 0 ? out('a') : err('b'));
    expect(many.list).toHaveLength(501);
    expect(many.wasCut).toBe(true);
  });
});

describe('clear_output', () => {
  it('clears at once', () => {
    const outputs = collect(out('x'.repeat(5000)));
    outputs.clear(false);
    expect([outputs.list, outputs.wasCut]).toEqual([[], false]);
    outputs.add(out('y'.repeat(1024)));
    expect(outputs.wasCut).toBe(false);
  });

  it('waits for the next output when asked', () => {
    const outputs = collect(out('old'));
    outputs.clear(true);
    expect(texts(outputs)).toEqual(['stdout old']);
    outputs.add(out('new'));
    expect(texts(outputs)).toEqual(['stdout new']);
  });
});

describe('errors', () => {
  it('are kept when nothing else is', () => {
    const outputs = collect(out('x'.repeat(5000)), {
      kind: 'error',
      ename: 'ValueError',
      evalue: 'no',
      traceback: 't',
    });
    expect(outputs.error).toMatchObject({ ename: 'ValueError', evalue: 'no' });
    expect(texts(outputs)).toContain('error ValueError');
  });

  it('are one, with the end of a long traceback', () => {
    const error = (ename: string): CellOutput => ({
      kind: 'error',
      ename,
      evalue: '',
      traceback: `${'t'.repeat(100_000)}end`,
    });
    const outputs = collect(error('A'), error('B'));
    expect(texts(outputs)).toEqual(['error B']);
    expect(outputs.error?.traceback.length).toBe(65_536);
    expect(outputs.error?.traceback.endsWith('end')).toBe(true);
  });
});
