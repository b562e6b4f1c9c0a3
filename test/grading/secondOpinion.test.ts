import { describe, expect, it } from 'vitest';
import { loadAssignment } from '../../src/course/load.js';
import type { CheckGrade } from '../../src/grade/grade.js';
import { LABEL_PREFIX } from '../../src/sandbox/spec.js';
import { MINI_COURSE_DIR } from '../support/engine.js';
import { checkOf, type Grader, shareGrader } from './mini.js';

const ODD = [
  'is_solution = False',
  'def value():\n    return "1.5"',
  'def count():\n    return 10**12',
  'def double(x):\n    return 2 * x',
];

describe('a check that breaks on a student’s answer', { timeout: 120_000 }, () => {
  let grader: Grader;
  shareGrader((shared) => (grader = shared));

  const idsOfReferences = async (): Promise<string[]> => {
    const { docker } = grader.context.engine;
    const label = [`${LABEL_PREFIX}worker=${grader.context.workerId}`, `${LABEL_PREFIX}submission=reference`];
    return (await docker.listContainers({ filters: { label } })).map(({ Id }) => Id);
  };

  it('has failed where it passes on the solution, and is broken where it does not', async () => {
    const { grade } = await grader.grade(ODD, { assignment: 'opinion' });
    const seen = (check: CheckGrade): string => `${check.id} ${check.status}`;
    expect(grade.checks.map(seen)).toEqual([
      '1.1 failed',
      '1.2 failed',
      '1.3 failed',
      '1.4 broken',
      '1.5 broken',
      '1.6 passed',
    ]);
    for (const id of ['1.1', '1.2', '1.3']) {
      expect(checkOf(grade, id).message).toContain('could not be judged');
      expect(checkOf(grade, id).staffLog).toContain('the answer was the cause');
    }
    expect(checkOf(grade, '1.1').staffLog).toContain('TypeError');
    expect(JSON.stringify(grader.documentOf(grade).tests)).not.toContain('TypeError');
    expect(checkOf(grade, '1.4').staffLog).toMatch(/With solution\.ipynb it comes to “broken” as well.*own mistake/su);
    expect(checkOf(grade, '1.5').staffLog).toContain('With solution.ipynb it comes to “failed” as well.');
  });

  it('asks one container of the solution, which stays for the next submission', async () => {
    const before = await idsOfReferences();
    expect(before).toHaveLength(1);
    const { grade } = await grader.grade(ODD, { assignment: 'opinion', submission: 'another', checks: ['1.1', '1.6'] });
    expect(grade).toMatchObject({ blame: 'student', earnedMicroPoints: 1e6 });
    expect(await idsOfReferences()).toEqual(before);
  });

  it('has failed as well where it uses up the time of all checks: that was the notebook’s doing', async () => {
    const loaded = await loadAssignment(MINI_COURSE_DIR, 'opinion');
    const limits = { ...loaded.assignment.limits, checkSeconds: 2, checksSeconds: 2 };
    const short = { ...loaded, assignment: { ...loaded.assignment, limits } };
    const { grade } = await grader.grade(ODD, { loaded: short, checks: ['1.2', '1.6'] });
    expect(grade.checks.map(({ id, status }) => `${id} ${status}`)).toEqual(['1.2 failed', '1.6 failed']);
    expect(grade.blame).toBe('student');
  });

  it('costs the solution nothing where nothing breaks', async () => {
    const right = [
      'is_solution = False\ndef value(): return 1.5',
      'def count(): return 0',
      'def double(x): return 2 * x',
    ];
    const fresh = { assignment: 'opinion', checks: ['1.1', '1.2', '1.3', '1.6'] };
    const { grade } = await grader.grade(right, fresh);
    expect(grade.outcome).toBe('passed');
  });
});
