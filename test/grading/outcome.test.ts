import { describe, expect, it } from 'vitest';
import type { CellGrade, CheckGrade } from '../../src/grade/grade.js';
import { judge } from '../../src/grading/outcome.js';

function check(id: string, status: CheckGrade['status'], visibility: CheckGrade['visibility'] = 'visible'): CheckGrade {
  const points = { earnedMicroPoints: status === 'passed' ? 1_000_000 : 0, maxMicroPoints: 1_000_000 };
  return { id, title: `title of ${id}`, question: '1', visibility, status, ...points, message: '', wallMs: 1 };
}

function cell(number: number, status: CellGrade['status']): CellGrade {
  return { index: number - 1, number, status, outputCut: false, wallMs: 1 };
}

const NONE = new Map<string, never>();

describe('judge', () => {
  it('passes where every check passed, and blames nobody', () => {
    expect(judge([cell(1, 'ok')], [check('1.1', 'passed')], NONE)).toEqual({
      outcome: 'passed',
      blame: null,
      sentence: '1 of 1 checks passed.',
    });
  });

  it('says nothing about hidden checks: not their number, not their results', () => {
    const hidden = (status: CheckGrade['status']) => [check('1.1', 'passed'), check('1.2', status, 'after_published')];
    const failed = judge([], hidden('failed'), NONE);
    expect(failed.outcome).toBe('failed');
    expect(failed.sentence).toBe(judge([], hidden('passed'), NONE).sentence);
    expect(judge([], hidden('failed'), new Map([['1.2', 'timedOut']])).sentence).toBe(failed.sentence);
  });

  it('has a sentence where no check is visible yet', () => {
    const judged = judge([], [check('1.1', 'failed', 'hidden')], NONE);
    expect(judged).toMatchObject({ outcome: 'failed', blame: 'student' });
    expect(judged.sentence).toContain('when course staff release it');
  });

  it('names the first visible check that failed', () => {
    const checks = [check('1.1', 'failed', 'hidden'), check('1.2', 'failed'), check('1.3', 'passed')];
    expect(judge([], checks, NONE).sentence).toBe('1 of 2 visible checks passed; begin with 1.2 title of 1.2.');
  });

  it('sends the student to a failed cell before a failed check', () => {
    const failed: CellGrade = { ...cell(3, 'error'), error: { name: 'NameError', text: 'x' } };
    expect(judge([failed], [check('1.1', 'failed')], NONE).sentence).toContain('cell 3 stopped with NameError');
  });

  it.each(['timedOut', 'outOfMemory', 'outputLimit', 'crashed'] as const)(
    'lets the first stopped cell decide, whatever the checks say: %s',
    (status) => {
      const cells = [cell(1, 'error'), cell(2, status), cell(3, status === 'crashed' ? 'timedOut' : 'crashed')];
      const { outcome, blame, sentence } = judge(cells, [check('1.1', 'passed')], new Map([['1.1', 'crashed']]));
      expect({ outcome, blame }).toEqual({ outcome: status, blame: 'student' });
      expect(sentence).toContain('Cell 2');
    },
  );

  it('lets what stopped a check decide where no cell was stopped', () => {
    const judged = judge([], [check('1.1', 'failed'), check('1.2', 'failed')], new Map([['1.2', 'timedOut']]));
    expect(judged.outcome).toBe('timedOut');
    expect(judged.sentence).toContain('check 1.2');
  });

  it('hands a broken check to course staff, and never blames the student for it', () => {
    const judged = judge([cell(1, 'timedOut')], [check('1.1', 'broken'), check('1.2', 'passed')], NONE);
    expect(judged.blame).toBe('course');
    expect(judged.sentence).toContain('course staff');
  });
});
