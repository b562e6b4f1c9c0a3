import { describe, expect, it } from 'vitest';
import { classStatistics, flakyChecks } from '../../src/batch/statistics.js';
import { item, row } from './sampleRun.js';

describe('classStatistics', () => {
  it('counts passes and tells which check goes with the rest of the work', () => {
    // 1.1 goes with the others, 1.2 against them, 1.3 is passed by all; worked out by hand.
    const { checks } = classStatistics([row('A', 'pfpp'), row('B', 'pfpp'), row('C', 'fppf'), row('D', 'fppf')]);
    expect(checks.map(({ id, passed, judged, discrimination }) => [id, passed, judged, discrimination])).toEqual([
      ['1.1', 2, 4, null],
      ['1.2', 2, 4, -1],
      ['1.3', 4, 4, null],
      ['1.4', 2, 4, null],
    ]);
    const { checks: others } = classStatistics([row('A', 'ppp'), row('B', 'ppf'), row('C', 'fff')]);
    expect(others[0]?.discrimination).toBeCloseTo(0.866, 3);
  });

  it('leaves broken checks out of what was judged, and what has no settled grade out of the scores', () => {
    const rows = [row('A', 'pb'), row('B', 'pf'), [item('C'), { kind: 'badInput', message: 'No notebook.' }] as const];
    const found = classStatistics(rows);
    expect(found.scores).toEqual([1_000_000]);
    expect(found.outcomes).toEqual({ failed: 1 });
    expect(found.open).toEqual([{ key: 'A', name: 'A', text: '1 of 2 points is still open' }]);
    expect(found.checks[1]).toMatchObject({ passed: 0, judged: 1, broken: 1 });
    expect(found.ungraded).toEqual([{ key: 'C', name: 'C', text: 'No notebook.' }]);
    expect(found.failing).toMatchObject([{ key: 'A', text: expect.stringContaining('check 1.2 broke') as string }]);
  });

  it('names the first error of a run that stumbled', () => {
    const cells = [
      { index: 0, number: 1, status: 'ok', outputCut: false, wallMs: 1 },
      { index: 1, number: 2, status: 'error', error: { name: 'NameError', text: 'no x' }, outputCut: false, wallMs: 1 },
    ] as const;
    expect(classStatistics([row('A', 'f', { cells: [...cells] })]).failing).toEqual([
      { key: 'A', name: 'A', text: 'cell 2: NameError: no x' },
    ]);
  });

  it('counts what notebooks were told, once for each submission, without what is one notebook’s own', () => {
    const missing = '`plotly` is not part of the grading image.';
    const own = 'The cell stopped at line 8; its other imports were run: import torch.';
    const { notes } = classStatistics([
      row('A', 'p', { notes: [missing, missing, own] }),
      row('B', 'p', { notes: ['films are written as GIF', missing] }),
      row('C', 'p', { notes: Array.from({ length: 60 }, (_, index) => `${String.fromCharCode(97 + index)} forged`) }),
    ]);
    expect(notes[0]).toEqual({ text: missing, submissions: 2 });
    expect(notes).toHaveLength(25);
    expect(notes.map(({ text }) => text)).not.toContain(own);
  });

  it('tells what was used, of those of which it is known, and by whom most', () => {
    const used = (cpuMs: number, peakMemoryBytes?: number) => ({
      usage: { cpuMs, ...(peakMemoryBytes === undefined ? {} : { peakMemoryBytes }) },
    });
    const { cpuMs, peakMemoryBytes } = classStatistics([
      row('A', 'p', used(1_500)),
      row('B', 'p', used(7_000, 300 * 1024 * 1024)),
      row('C', 'p'),
    ]);
    expect(cpuMs).toEqual({
      known: 2,
      spread: { median: 1_500, p95: 7_000, max: 7_000, sum: 8_500 },
      most: [
        { key: 'B', name: 'B', text: '7.0 s' },
        { key: 'A', name: 'A', text: '1.5 s' },
      ],
    });
    expect(peakMemoryBytes).toMatchObject({ known: 1, most: [{ key: 'B', text: '300 MiB' }] });
  });
});

describe('flakyChecks', () => {
  it('names a check that differs for the same code, and not one whose code or checks changed', () => {
    const other = { notebookDigest: `sha256:${'9'.repeat(64)}` };
    expect(flakyChecks([[row('A', 'pp')], [row('A', 'pf')], [row('A', 'pp')]])).toEqual(new Map([['1.2', ['A']]]));
    expect(flakyChecks([[row('A', 'pp')], [row('A', 'pf', other)]])).toEqual(new Map());
  });
});
