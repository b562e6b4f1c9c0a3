import { describe, expect, it } from 'vitest';
import { Allowance, RUN_ROOM } from '../../src/results/allowance.js';
import type { CellOutput } from '../../src/results/cellOutput.js';
import { CellOutputs } from '../../src/results/outputs.js';
import { png } from './samplePng.js';

const plain = (text: string): { mime: string; bytes: Uint8Array } => ({ mime: 'text/plain', bytes: Buffer.from(text) });
const display = (...data: { mime: string; bytes: Uint8Array }[]): CellOutput => ({ kind: 'display', data });

/** The outputs of `cells` cells of one run, each with the same events. */
function runOf(cells: number, room: Partial<typeof RUN_ROOM>, ...events: CellOutput[]): CellOutputs[] {
  const run = new Allowance({ ...RUN_ROOM, ...room });
  return Array.from({ length: cells }, () => {
    const outputs = new CellOutputs(1024, run);
    for (const event of events) outputs.add(event);
    outputs.close();
    return outputs;
  });
}

const MARKER = /output cut: this run has shown all that is kept of one: 16384 KiB of text, 200 images/u;
const lastText = ({ list }: CellOutputs): string => {
  const last = list.at(-1);
  return last?.kind === 'stream' ? last.text : '';
};

describe('what the cells of a run show together', () => {
  const error: CellOutput = {
    kind: 'error',
    ename: 'ValueError',
    evalue: 'e'.repeat(400),
    traceback: 't'.repeat(600),
  };
  it.each<[string, Partial<typeof RUN_ROOM>, CellOutput[]]>([
    ['text', { textBytes: 2048 }, [{ kind: 'stream', name: 'stdout', text: 'x'.repeat(1024) }]],
    ['displayed text', { textBytes: 2048 }, [display(plain('x'.repeat(1024)))]],
    ['images', { images: 2 }, [display({ mime: 'image/png', bytes: png() })]],
    ['bytes of images', { imageBytes: 2 * png().length }, [display({ mime: 'image/png', bytes: png() })]],
    ['outputs', { outputs: 2 }, [display(plain('x'))]],
    ['errors', { errorChars: 2000 }, [error]],
  ])('is bounded: %s; what is cut says so in its cell', (_, room, events) => {
    const [first, second, third] = runOf(3, room, ...events);
    expect([first?.wasCut, second?.wasCut, third?.wasCut]).toEqual([false, false, true]);
    expect(lastText(third as CellOutputs)).toMatch(MARKER);
  });

  it('keeps what every error is, if not its traceback', () => {
    const [, , third] = runOf(3, { errorChars: 2000 }, error);
    expect(third?.error).toEqual({ kind: 'error', ename: 'ValueError', evalue: 'e'.repeat(300), traceback: '' });
  });

  it('has its room back when a cell is cleared, updated or run again', () => {
    const run = new Allowance({ ...RUN_ROOM, textBytes: 1024, errorChars: 1000, outputs: 1, images: 1 });
    const image = { mime: 'image/png', bytes: png() };
    for (let round = 0; round < 3; round++) {
      const outputs = new CellOutputs(1024, run);
      outputs.add(error);
      outputs.add({ kind: 'stream', name: 'stdout', text: 'x'.repeat(1024) });
      outputs.clear(false);
      outputs.add({ ...display(plain('y'.repeat(1024)), image), displayId: 'p' } as CellOutput);
      outputs.update('p', [plain('z'.repeat(1024)), image]);
      outputs.add(error);
      outputs.add(error);
      outputs.close();
      expect([outputs.wasCut, outputs.list.length]).toEqual([false, 2]);
      outputs.release();
    }
  });
});

describe('what is kept', () => {
  it('holds on to nothing of the frames that it came in', () => {
    const outputs = new CellOutputs(1_000_000);
    const frame = Buffer.alloc(1_000_000, 'x');
    outputs.add(display({ mime: 'text/plain', bytes: frame.subarray(0, 5) }));
    outputs.close();
    const [shown] = outputs.list;
    expect(shown?.kind === 'display' && shown.data[0]?.bytes.buffer.byteLength).toBe(5);
  });
});
