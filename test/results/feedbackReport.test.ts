import { describe, expect, it } from 'vitest';
import { findDefinition } from '../../src/results/definitions.js';
import { feedbackReport, feedbackReportSchema } from '../../src/results/feedbackReport.js';
import type { CellGrade } from '../../src/grade/grade.js';
import { sampleAssignment, sampleCheck, sampleGrade } from './sampleGrade.js';

const around = { assignment: sampleAssignment, feedback: {} };
const failed = { status: 'failed', earnedMicroPoints: 0 } as const;
const cell = (number: number, changes: Partial<CellGrade>): CellGrade => {
  return { index: number - 1, number, status: 'ok', outputCut: false, wallMs: 1, ...changes };
};

describe('feedbackReport', () => {
  it('never counts visible points as all, and says what else is looked at', () => {
    const { points, hidden, price } = feedbackReport(sampleGrade(), around);
    expect(points).toEqual({ earned: 2, max: 2, text: '2 of 2 points in the visible checks' });
    expect(hidden).toBe(
      'More checks run when you hand in. They look at question 2, Forward process (3 points). ' +
        'Course staff grade by hand: question 1.9, Written part (2.5 points).',
    );
    expect(price).toEqual([]);
    const whole = { ...around, assignment: { questions: sampleAssignment.questions.slice(0, 1), manual: [] } };
    expect(feedbackReport(sampleGrade(), whole).points.text).toBe('2 of 2 points');
    expect(feedbackReport(sampleGrade(), whole).hidden).toBeUndefined();
  });

  it('says where the notebook defines what a check asks for, and which cell to begin with', () => {
    const name = 'schedule';
    const checks = [sampleCheck({ ...failed, asks: name }), sampleCheck({ id: '1.2', asks: 'fine' })];
    const cells = [
      cell(1, { status: 'error', error: { name: 'ValueError', text: 'no' } }),
      cell(2, { status: 'error', cause: { kind: 'stopped', name: 'model', cell: 1 } }),
    ];
    const definitions = { fine: { cell: 1, line: 1 }, schedule: { cell: 2, line: 2 } };
    const report = feedbackReport(sampleGrade({ checks, cells }), { ...around, definitions });
    expect(report.checks[0]).toMatchObject({ definedAt: { cell: 2, line: 2 }, followsFrom: { cell: 1 } });
    expect(report.checks[1]).toMatchObject({ definedAt: { cell: 1, line: 1 } });
    expect(report.checks[1]).not.toHaveProperty('followsFrom');
    expect(report.cells).toHaveLength(2);
  });

  it('shows no check that students may not see, no log of staff, and nothing unseen in a text', () => {
    const checks = [
      sampleCheck({ ...failed, message: 'a\u202eb\u0007', got: '\u001b[31m<b>4</b>', staffLog: 'SECRET' }),
      sampleCheck({ id: '9.9', title: 'SECRET', visibility: 'hidden' }),
      sampleCheck({ id: '1.3', status: 'broken', earnedMicroPoints: 0, message: 'SECRET', expected: 'SECRET' }),
    ];
    const report = feedbackReportSchema.parse(feedbackReport(sampleGrade({ checks, blame: 'course' }), around));
    expect(JSON.stringify(report)).not.toContain('SECRET');
    expect(report.checks.map(({ id, earned }) => [id, earned])).toEqual([
      ['1.1', 0],
      ['1.3', null],
    ]);
    expect(report.checks[0]).toMatchObject({ message: 'ab', got: '<b>4</b>' });
    expect(report.open).toContain('still open');
  });
});

describe('findDefinition', () => {
  const find = (name: string, ...sources: string[]): unknown =>
    findDefinition(
      sources.map((source, at) => ({ number: at + 1, source })),
      name,
    );

  it('takes the last one that is at the beginning of a line', () => {
    expect(find('f', 'def f(x):\n  pass', 'if x:\n  def f(x): pass', 'f(3)\nf == 4')).toEqual({ cell: 1, line: 1 });
    expect(find('f', 'def f(x): ...', 'f = jit(f)')).toEqual({ cell: 2, line: 1 });
    expect(find('Net', 'import x\nclass Net(Module):\n  pass')).toEqual({ cell: 1, line: 2 });
    expect(find('w', 'w: float = 3')).toEqual({ cell: 1, line: 1 });
  });

  it('knows no name that is none, and none that is not defined', () => {
    expect(find('f', 'def ff(x): ...')).toBeUndefined();
    expect(find('(.*)*$', '(.*)*$ = 3')).toBeUndefined();
  });
});
