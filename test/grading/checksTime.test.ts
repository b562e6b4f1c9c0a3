import { describe, expect, it } from 'vitest';
import { loadAssignment } from '../../src/course/load.js';
import type { Limits } from '../../src/course/schema.js';
import type { Grade } from '../../src/grade/grade.js';
import { MINI_COURSE_DIR } from '../support/engine.js';
import { checkOf, type Grader, shareGrader } from './mini.js';

const CELLS = [
  'import os, signal, time',
  'def quick(): return 1',
  'def silent(): time.sleep(60)',
  'def deadly(): os.kill(os.getppid(), signal.SIGKILL); time.sleep(60)',
  'class Net:\n    def quick(self): return 1\n    def slow(self): time.sleep(60)',
  ...[1, 2, 3, 4].map((number) => `def slow${number}(): time.sleep(1.5); return 1`),
];

describe('the time of all checks together', { timeout: 120_000 }, () => {
  let grader: Grader;
  shareGrader((shared) => (grader = shared));

  const grade = async (question: string, limits: Partial<Limits> = {}): Promise<Grade> => {
    const loaded = await loadAssignment(MINI_COURSE_DIR, 'slow');
    const assignment = { ...loaded.assignment, limits: { ...loaded.assignment.limits, ...limits } };
    const checks = [1, 2, 3, 4].map((number) => `${question}.${number}`);
    return (await grader.grade(CELLS, { loaded: { ...loaded, assignment }, checks })).grade;
  };

  it.each([
    ['1', 'a function that does not answer', 'did not answer in time before'],
    ['2', 'a function that takes the container with it', "ended the notebook's process before"],
    ['3', 'a method that does not answer', 'did not answer in time before'],
  ])('question %s: %s is waited for twice, and what does not call it goes on', async (question, _, sentence) => {
    const { checks } = await grade(question);
    expect(checks.map(({ status }) => status)).toEqual(['failed', 'failed', 'failed', 'passed']);
    expect(checks.map(({ message }) => message.includes(sentence))).toEqual([false, false, true, false]);
  });

  it('ends the checks that the notebook’s time leaves none for, and says so to the student', async () => {
    const found = await grade('4', { checksSeconds: 2 });
    expect(found.checks.map(({ status }) => status)).toEqual(['passed', 'failed', 'failed', 'failed']);
    expect(found).toMatchObject({ outcome: 'timedOut', blame: 'student' });
    expect(checkOf(found, '4.4').message).toContain('was not reached: all checks together have 2 seconds');
  });

  it('puts down to the course what the checks themselves use up', async () => {
    const found = await grade('5', { checksSeconds: 3 });
    // The second one had begun, and may go on for a little.
    const statuses = ['5.1', '5.3', '5.4'].map((id) => checkOf(found, id).status);
    expect(statuses).toEqual(['passed', 'broken', 'broken']);
    expect(found.blame).toBe('course');
    expect(checkOf(found, '5.4').staffLog).toContain('limits.checksSeconds');
  });
});
