import { describe, expect, it } from 'vitest';
import { renderReport } from '../../src/results/report.js';
import { sampleCheck, sampleGrade } from './sampleGrade.js';

const failed = { status: 'failed', earnedMicroPoints: 0 } as const;
const grade = sampleGrade({
  outcome: 'failed',
  blame: 'student',
  sentence: 'Some checks did not pass.',
  checks: [
    sampleCheck(),
    sampleCheck({
      ...failed,
      id: '2.1',
      title: '2.1 noise',
      message: 'Wrong shape.',
      expected: '(4, 1)',
      got: '(4,)',
      hint: 'keep it',
    }),
    sampleCheck({ ...failed, id: '2.2', title: 'secret', visibility: 'after_published', message: 'probe-5788' }),
    sampleCheck({
      ...failed,
      id: '2.3',
      title: 'odd',
      status: 'broken',
      message: 'division by zero',
      staffLog: 'Traceback',
    }),
  ],
  cells: [
    { index: 0, number: 1, status: 'error', error: { name: 'NameError', text: 'x' }, outputCut: false, wallMs: 1 },
  ],
  notes: ['pip was skipped'],
});

describe('renderReport', () => {
  it('tells staff everything', () => {
    const report = renderReport(grade, { colour: false });
    for (const words of [
      'hw4: 2 of 8 points\n2 of 8 points are still open: a check could not be completed.\nnot all checks passed in 2.3 s\nSome checks did not pass.',
      '│ 1.1   │ schedule                 │ ✓ passed │    2 / 2 │',
      '│ 2.1   │ noise                    │ ✗ failed │    0 / 2 │',
      '│ 2.3   │ odd                      │ ! broken │ open / 2 │',
      '2.1 noise\n  Wrong shape.\n  Expected: (4, 1)\n  Got: (4,)\n  Hint: keep it\n',
      'probe-5788',
      'Log: Traceback',
      'Cells\n  Cell 1 stopped with an error: NameError: x\n',
      'Notes\n  pip was skipped\n',
    ]) {
      expect(report).toContain(words);
    }
    expect(report).not.toContain('\x1b');
  });

  it('tells a student the visible checks alone', () => {
    const report = renderReport(grade, { colour: false, audience: 'student' });
    expect(report).toContain('hw4: 2 of 6 points in the visible checks');
    expect(report).toContain('│ 2.2   │ secret (after published) │ · not shown │    ? / 2 │');
    expect(report).toContain('It has cost you nothing so far.');
    for (const secret of ['probe-5788', 'division by zero', 'Traceback']) expect(report).not.toContain(secret);
  });

  it('has colours when asked', () => {
    expect(renderReport(grade, { colour: true })).toContain('\x1b[31m✗ failed\x1b[39m');
  });
});
