import { expect, it } from 'vitest';
import { histogram } from '../../src/statistics/histogram.js';
import { groupMessages } from '../../src/statistics/messages.js';
import { summaryOf } from '../../src/statistics/summary.js';
import { gradeOf } from '../ledger/sample.js';
import { check } from '../server/staff/classroom.js';

it('groups what failed alike, numbers aside, with who and the commonest wrong values', () => {
  const failed = (message: string, got: string) =>
    summaryOf(gradeOf('1', 0, { checks: [check('1.1', { status: 'failed', message, got })] }));
  const groups = groupMessages([
    ['s1', failed('differs by 0.5', '-0.5')],
    ['s2', failed('differs by 1e-3', '-0.5')],
    ['s3', failed('is no tensor', 'None')],
    ['s4', failed('differs by 0.5', '2')],
  ]);
  expect(groups).toEqual([
    {
      ...{ check: '1.1', kind: 'failed', message: 'differs by 0.5', keys: ['s1', 's2', 's4'] },
      got: [
        ['-0.5', 2],
        ['2', 1],
      ],
    },
    { check: '1.1', kind: 'failed', message: 'is no tensor', keys: ['s3'], got: [['None', 1]] },
  ]);
});

it('of a broken check, groups by what its traceback ends with; of a cell, by its error', () => {
  const grade = gradeOf('1', 0, {
    checks: [check('1.1', { status: 'broken', message: 'for students', staffLog: 'Traceback\n  …\nKeyError: "x"\n' })],
    cells: [
      { index: 0, number: 1, status: 'error', error: { name: 'NameError', text: 'no q' }, outputCut: false, wallMs: 1 },
    ],
  });
  const told = groupMessages([['s1', summaryOf(grade)]]).map(({ kind, message }) => [kind, message]);
  expect(told).toEqual([
    ['cell', 'NameError: no q'],
    ['broken', 'KeyError: "x"'],
  ]);
});

it('never draws scores beyond what can be had', () => {
  const bins = histogram([0, 9.5, 95, 95.5], 95);
  expect(bins.at(-1)).toEqual({ from: 90, to: 95, count: 2 });
  expect(bins.map(({ to }) => to)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 95]);
  expect(histogram([0], 0)).toEqual([{ from: 0, to: 0, count: 1 }]);
});
