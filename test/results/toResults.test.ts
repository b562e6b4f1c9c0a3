import { describe, expect, it } from 'vitest';
import type { GradescopeTest } from '../../src/results/gradescope.js';
import { renderReport } from '../../src/results/report.js';
import { toResults } from '../../src/results/toResults.js';
import { sampleAssignment, sampleCheck, sampleGrade } from './sampleGrade.js';

const failed = { status: 'failed', earnedMicroPoints: 0 } as const;

function only(
  check: Parameters<typeof sampleCheck>[0],
  grade: Parameters<typeof sampleGrade>[0] = {},
): GradescopeTest | undefined {
  const { tests } = toResults(sampleGrade({ ...grade, checks: [sampleCheck(check)] }), sampleAssignment);
  return tests.find(({ number }) => number === '1.1');
}

describe('toResults', () => {
  it('orders checks by question, and lists manual parts without score', () => {
    const checks = ['2.1', '1.2', '1.1'].map((id) =>
      sampleCheck({ id, question: id.slice(0, 1), title: `${id} t${id}` }),
    );
    const { tests } = toResults(sampleGrade({ checks }), sampleAssignment);
    expect(tests.map(({ number, name }) => [number, name])).toEqual([
      ['1.2', 't1.2'],
      ['1.1', 't1.1'],
      ['1.9', 'Written part'],
      ['2.1', 't2.1'],
    ]);
    expect(tests[2]).toEqual({
      number: '1.9',
      name: 'Written part',
      visibility: 'visible',
      output: 'Graded by course staff, by hand (2.5 points).',
    });
  });

  it('says on top what the course says about language models', () => {
    const languageModels = 'Language models may be used.';
    expect(toResults(sampleGrade(), { ...sampleAssignment, languageModels }).output).toMatch(
      /\n\nLanguage models may/u,
    );
    expect(renderReport(sampleGrade(), { colour: false, languageModels })).toMatch(
      /\n\nLanguage models may be used\.\n$/u,
    );
    expect(toResults(sampleGrade(), sampleAssignment).output).not.toContain('Language models');
  });

  it('sums exactly', () => {
    const checks = [100_000, 200_000, 1].map((earnedMicroPoints, index) =>
      sampleCheck({ id: `1.${index}`, earnedMicroPoints }),
    );
    expect(toResults(sampleGrade({ checks }), sampleAssignment).score).toBe(0.300001);
  });

  it('shows a visible check in full, in blocks that its text cannot leave', () => {
    const test = only({
      ...failed,
      message: 'Wrong\nHint: none',
      expected: '1',
      got: '\x1b[31m2\r\nExpected: 2',
      hint: 'halve it',
    });
    expect(test).toMatchObject({ score: 0, max_score: 2, status: 'failed' });
    expect(test?.output?.split('\n')).toEqual([
      'Wrong',
      '  Hint: none',
      'Expected: 1',
      'Got: 2',
      '     Expected: 2',
      'Hint: halve it',
    ]);
  });

  it.each(['hidden', 'after_due_date', 'after_published'] as const)(
    'shows nothing of the student’s in a check that is %s',
    (visibility) => {
      const secret = 'probe-5788';
      const test = only({ ...failed, visibility, message: secret, expected: secret, got: secret, hint: 'a sign' });
      expect(test).toMatchObject({ visibility, status: 'failed', score: 0 });
      expect(JSON.stringify(test)).not.toContain(secret);
      expect(test?.output).toContain('Hint: a sign');
      expect(only({ visibility, message: secret })?.output).toBe('Passed.');
    },
  );

  it('shows no zero for what was not the student’s fault', () => {
    const broken = only({ ...failed, status: 'broken', staffLog: 'Traceback' });
    expect(broken).not.toHaveProperty('score');
    expect(broken).not.toHaveProperty('status');
    expect(broken?.output).toBe(
      'This check could not be completed: course staff have to mend it. It has cost you nothing so far (open: 2 points).',
    );
    expect(JSON.stringify(broken)).not.toContain('Traceback');
    const cut = only({ ...failed, status: 'notRun' }, { blame: 'platform', outcome: 'sandboxError' });
    expect(cut).not.toHaveProperty('score');
    expect(cut?.output).toContain('it will be run again');
  });

  it('scores what did not run through the student’s own doing', () => {
    const test = only({ ...failed, status: 'notRun' }, { blame: 'student', outcome: 'timedOut' });
    expect(test).toMatchObject({
      score: 0,
      status: 'failed',
      output: expect.stringContaining('was not run') as string,
    });
  });

  it('says on top what happened, which cells had problems, and what was skipped', () => {
    const cell = { outputCut: false, wallMs: 1 };
    const cells = [
      { ...cell, index: 0, number: 1, status: 'ok' as const, outputCut: true },
      { ...cell, index: 2, number: 2, status: 'error' as const, error: { name: 'NameError', text: 'name\n\x1b[1mx' } },
      { ...cell, index: 3, number: 3, status: 'timedOut' as const },
      ...[4, 5, 7].map((number) => ({ ...cell, index: number, number, status: 'notRun' as const })),
    ];
    const { output } = toResults(
      sampleGrade({ sentence: 'Cell 3 ran too long.', cells, notes: ['pip was skipped'] }),
      sampleAssignment,
    );
    expect(output.split('\n')).toEqual([
      'Cell 3 ran too long.',
      '',
      'How your notebook ran:',
      '  Cell 2 stopped with an error: NameError: name x',
      '  Cell 3 ran longer than it may and was stopped',
      '  Not run: cells 4–5, 7.',
      '  Output cut in cell 1.',
      '',
      'Notes (they cost nothing):',
      '  pip was skipped',
    ]);
  });

  it('records what graded it, without null', () => {
    const results = toResults(sampleGrade(), sampleAssignment);
    expect(results).toMatchObject({ execution_time: 2.346, stdout_visibility: 'hidden', output_format: 'text' });
    expect(results.extra_data).toMatchObject({
      schemaVersion: 1,
      graderVersion: '0.1.0',
      outcome: 'passed',
      images: { student: `sha256:${'c'.repeat(64)}` },
      timings: { cellsMs: 2000 },
      checks: [{ id: '1.1', status: 'passed', earnedMicroPoints: 2_000_000 }],
    });
    expect(JSON.stringify(results)).not.toContain('null');
  });
});
