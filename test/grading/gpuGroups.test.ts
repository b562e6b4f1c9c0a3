import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadAssignment, type LoadedAssignment } from '../../src/course/load.js';
import type { Grade } from '../../src/grade/grade.js';
import { gradeSubmission, type GradingPools } from '../../src/grading/gradeSubmission.js';
import { setUpStudent, startStudentContainer } from '../../src/grading/sandboxes.js';
import { readNotebook } from '../../src/intake/readNotebook.js';
import { PACKAGE_DIR } from '../support/engine.js';
import { type Grader, notPassed, shareGrader, solutionWith, statuses } from './mini.js';

const SLOT = { device: 'GPU-none', slot: 0, driver: 'nvidia', deviceMiB: 16_384, slotMiB: 8_192 } as const;
const RUNS_OUT = 'import torch\nraise torch.cuda.OutOfMemoryError("CUDA out of memory.")';

/** The cell or the call imports torch. */
const PATIENT = { memoryMiB: 512, cellSeconds: 60, callSeconds: 60, checkSeconds: 120 };

/** Containers whose runner believes that it has a GPU: what it then does otherwise needs none to be seen. */
describe('a container with a GPU', { timeout: 120_000 }, () => {
  let grader: Grader;
  let students: NonNullable<GradingPools['students']>;
  shareGrader((shared) => (grader = shared));
  beforeAll(() => {
    students = {
      async take(loaded, submission) {
        const container = await startStudentContainer(grader.context, loaded, submission);
        return setUpStudent(container, loaded.assignment, SLOT);
      },
    };
  });

  it('comes to the same grade in one process as in a fork for each check', async () => {
    const loaded = await loadAssignment(join(PACKAGE_DIR, 'graders'), 'hw4');
    const limits = { ...loaded.assignment.limits, ...PATIENT, memoryMiB: 2048, totalSeconds: 600 };
    // Not preloaded: a torch that is there from the start must see the GPU.
    const late: LoadedAssignment = { ...loaded, assignment: { ...loaded.assignment, preload: [], limits } };
    const grade = async (more: Partial<GradingPools>): Promise<Pick<Grade, 'checks' | 'outcome'>> => {
      const notebook = readNotebook(
        await readFile(join(PACKAGE_DIR, 'graders', 'samples', 'hw4', 'dalia.ipynb')),
        'hw4.ipynb',
      );
      const request = { loaded: late, notebook, submission: 's' };
      const { grade: whole } = await gradeSubmission(
        { context: grader.context, checkers: grader.pool, ...more },
        request,
      );
      return { outcome: whole.outcome, checks: whole.checks.map((check) => ({ ...check, wallMs: 0 })) };
    };
    const forked = await grade({});
    expect(new Set(forked.checks.map(({ status }) => status))).toEqual(new Set(['passed', 'failed']));
    expect(await grade({ students })).toEqual(forked);
  });

  it.each([
    ['loops', 'while True: pass', 'timedOut'],
    ['exits', 'import os; os._exit(0)', 'crashed'],
  ])('is replaced after a call that %s', async (_, source, outcome) => {
    const double = `def double(x):\n    ${source}`;
    const { grade } = await grader.grade(solutionWith({ double }), { students });
    expect(notPassed(grade)).toEqual(['1.1']);
    expect(grade).toMatchObject({ outcome, blame: 'student' });
  });

  it('says that a cell or a call has run out of its memory', async () => {
    const loaded = await grader.loadedWith(PATIENT);
    const { grade } = await grader.grade([...solutionWith(), RUNS_OUT], { loaded, students });
    expect(grade).toMatchObject({ outcome: 'gpuOutOfMemory', blame: 'student', earnedMicroPoints: 11e6 });
    expect(grade.sentence).toMatch(/used more GPU memory/u);
    const double = `def double(x):\n    ${RUNS_OUT.replace('\n', '; ')}`;
    const called = await grader.grade(solutionWith({ double }), { loaded, students });
    expect(called.grade.outcome).toBe('gpuOutOfMemory');
    expect(called.grade.sentence).toMatch(/check 1\.1 used more GPU memory/u);
  });

  it('alone can run out of its memory', async () => {
    const { grade } = await grader.grade([...solutionWith(), RUNS_OUT], { loaded: await grader.loadedWith(PATIENT) });
    expect(statuses(grade).at(-1)).toBe('error');
    expect(grade.outcome).toBe('passed');
  });

  it('that torch does not see is the platform’s failure', async () => {
    const loaded = await grader.loadedWith({ memoryMiB: 512 });
    const assignment = { ...loaded.assignment, preload: ['torch'] };
    await expect(grader.grade(solutionWith(), { loaded: { ...loaded, assignment }, students })).rejects.toThrow(
      /did not get ready.*sees no GPU/su,
    );
  });
});
