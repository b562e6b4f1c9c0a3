import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { containersOf } from '../support/engine.js';
import { checkOf, Grader, notPassed, printed, SOLUTION, solutionWith, statuses } from './mini.js';

describe('grading a notebook', { timeout: 60_000 }, () => {
  let grader: Grader;
  beforeAll(async () => {
    grader = await Grader.open();
  });
  afterAll(async () => {
    const strays = await grader.strays();
    await grader[Symbol.asyncDispose]();
    expect(strays).toEqual([]);
    expect(await containersOf(grader.context)).toEqual([]);
  });

  it('gives a right solution every point: arrays, call-backs, handles, iterators, cells', async () => {
    const { grade } = await grader.grade(solutionWith());
    expect(grade.checks.map(({ id, status, message }) => ({ id, status, message }))).toEqual(
      ['1.1', '1.2', '1.3', '1.4', '2.1', '2.2', '2.3', '2.4', '2.5'].map((id) => {
        return { id, status: 'passed', message: expect.any(String) as string };
      }),
    );
    expect(grade).toMatchObject({ outcome: 'passed', blame: null, earnedMicroPoints: 11e6, maxMicroPoints: 11e6 });
  });
});
