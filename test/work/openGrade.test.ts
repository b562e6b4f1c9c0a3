import { describe, expect, test } from 'vitest';
import { SYSTEM } from '../../src/ledger/actor.js';
import { exportLedger } from '../../src/ledger/questions/exportTables.js';
import { openAttempt } from '../../src/ledger/attempts.js';
import { readPending } from '../../src/ledger/outbox.js';
import type { Store } from '../../src/db/store.js';
import { recordVersion } from '../../src/ledger/versions.js';
import { force } from '../../src/work/decide.js';
import { resultsOf } from '../../src/work/results.js';
import { readWork, type Work } from '../../src/work/rows.js';
import { listWork, statusOf } from '../../src/work/status.js';
import { storeGrade } from '../../src/work/storeGrade.js';
import { callStaff, commit, dispatch } from '../../src/work/dispatch/transitions.js';
import { beginCourse, COURSE, gradeOf, newStore, openGradeOf } from '../ledger/sample.js';
import { submit } from './sample.js';

const SHOWN = { questions: [], manual: [] };
const POINTS = { earned: 40, open: 12 };

/** A ledger with one submission, dispatched. */
async function withWork(workClass: Work['workClass'] = 'submission') {
  const ledger = await newStore();
  beginCourse(ledger.store);
  const { id } = submit(ledger.store, 's1@example.edu', { workClass });
  return { ...ledger, id, [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose]() };
}

/** Dispatches it and settles it with what `grade` makes of its submission. */
function settle(store: Store, id: string, grade: (submission: string) => ReturnType<typeof gradeOf>): void {
  dispatch(store, id);
  const work = workOf(store, id);
  expect(commit(store, work, grade(work.submissionId))).toBe(true);
}

function workOf(store: Store, id: string): Work {
  const work = readWork(store, id);
  if (work === undefined) throw new RangeError(`there is no work ${id}`);
  return work;
}

const scoreOf = (store: Store, id: string): number | undefined => resultsOf(store, id, () => SHOWN)?.score;
const exported = (store: Store): string | undefined => {
  const [row] = exportLedger({ store, course: COURSE }, SYSTEM, { format: 'gradebook' }).records as Record<
    string,
    string
  >[];
  return row?.['hw1_final'];
};

describe('work whose grade has open points', () => {
  test('needs staff, is on their list with the checks that broke, and shows the student what is known', async () => {
    await using at = await withWork();
    const { store, id } = at;
    settle(store, id, (submission) => openGradeOf(submission, POINTS));
    const [listed] = listWork(store, { state: 'needsStaff', limit: 10 });
    expect(listed).toMatchObject({ id, state: 'needsStaff', openSeq: expect.any(Number) as number });
    expect(listed?.needs?.cause).toBe('course');
    expect(listed?.needs?.detail).toMatch(/^Check 2\.1 could not be completed\..*\n2\.1 unsound: ZeroDivisionError$/u);
    expect(listed).not.toHaveProperty('gradedSeq');
    expect(listed?.message).toContain('their points are still open');
    const results = resultsOf(store, id, () => SHOWN);
    expect(results).toMatchObject({ score: 40, extra_data: { ungraded: true, open: { points: 12, highest: 52 } } });
    expect(results?.tests[0]?.output).toContain('12 of 100 points are still open');
    expect(JSON.stringify(results)).not.toContain('ZeroDivisionError');
    expect(exported(store)).toBe('');
  });

  test('is closed by staff’s force, once it is graded again without one', async () => {
    await using at = await withWork();
    const { store, id } = at;
    settle(store, id, (submission) => openGradeOf(submission, POINTS));
    force(store, id, { actor: 'staff:ada', reason: 'mended' }, '1.0.0');
    expect(statusOf(store, id)).toMatchObject({ state: 'queued' });
    expect(statusOf(store, id)).not.toHaveProperty('openSeq');
    settle(store, id, (submission) => gradeOf(submission, 52));
    expect(statusOf(store, id)).toMatchObject({ state: 'graded', gradedSeq: expect.any(Number) as number });
    expect([scoreOf(store, id), exported(store)]).toEqual([52, '52.00']);
  });

  test('is graded by the version that is published when staff force it', async () => {
    await using at = await withWork();
    const { store, id } = at;
    settle(store, id, (submission) => openGradeOf(submission, POINTS));
    const { assignment } = workOf(store, id);
    const digest = `sha256:${'b'.repeat(64)}`;
    recordVersion(store, { course: COURSE, assignment, digest });
    force(store, id, { actor: 'staff:ada', reason: 'mended' }, '1.0.0');
    expect(workOf(store, id)).toMatchObject({
      ...{ state: 'queued', assignmentDigest: digest, graderVersion: '1.0.0-bbbbbbbbbbbb' },
    });
  });

  test('still shows what is known where the next try fails on the platform', async () => {
    await using at = await withWork();
    const { store, id } = at;
    settle(store, id, (submission) => openGradeOf(submission, POINTS));
    force(store, id, { actor: 'staff:ada', reason: 'mended' }, '1.0.0');
    dispatch(store, id);
    callStaff(store, workOf(store, id), { cause: 'platform', detail: 'The engine failed.' });
    expect(statusOf(store, id)).toMatchObject({ state: 'needsStaff', needs: { cause: 'platform' } });
    expect(resultsOf(store, id, () => SHOWN)).toMatchObject({ score: 40, extra_data: { open: { points: 12 } } });
  });

  test('is closed by the mended assignment’s grade of the same submission, wherever that was made', async () => {
    await using at = await withWork();
    const { store, id } = at;
    settle(store, id, (submission) => openGradeOf(submission, POINTS));
    const { submissionId } = workOf(store, id);
    const mended = submit(store, 's1@example.edu', { submissionId, graderVersion: '1.0.0+bbbbbbbbbbbb' }).id;
    settle(store, mended, (submission) => gradeOf(submission, 52));
    for (const each of [id, mended]) {
      expect([statusOf(store, each)?.state, scoreOf(store, each)]).toEqual(['graded', 52]);
    }
    expect(listWork(store, { state: 'needsStaff', limit: 10 })).toEqual([]);
  });

  test('and work that was never graded are closed by a batch’s grade', async () => {
    await using at = await withWork();
    const { store, id } = at;
    dispatch(store, id);
    callStaff(store, workOf(store, id), { cause: 'platform', detail: 'The engine failed.' });
    const { submissionId } = workOf(store, id);
    const grade = (made: ReturnType<typeof gradeOf>) => {
      storeGrade(store, openAttempt({ store, course: COURSE }, submissionId), made, {
        actor: 'staff:ada',
        reason: 'batch',
      });
    };
    grade(openGradeOf(submissionId, POINTS));
    expect(statusOf(store, id)?.state).toBe('needsStaff');
    grade(gradeOf(submissionId, 52));
    expect([statusOf(store, id)?.state, scoreOf(store, id)]).toEqual(['graded', 52]);
  });

  test('shows the grading before, where that one has a score, and says that a new one was not completed', async () => {
    await using at = await withWork();
    const { store, id } = at;
    settle(store, id, (submission) => gradeOf(submission, 80));
    const { submissionId } = workOf(store, id);
    const next = submit(store, 's1@example.edu', { submissionId, graderVersion: '1.0.0+bbbbbbbbbbbb' }).id;
    settle(store, next, (submission) => openGradeOf(submission, POINTS));
    expect(statusOf(store, next)).toMatchObject({ state: 'needsStaff', needs: { cause: 'course' } });
    const results = resultsOf(store, next, () => SHOWN);
    expect(results?.score).toBe(80);
    expect(results?.output).toContain('This grade stands until they are.');
    expect(results?.extra_data).not.toHaveProperty('ungraded');
    expect(exported(store)).toBe('80.00');
  });

  test('as feedback is the student’s as it is; staff hear once of each version of the assignment', async () => {
    await using at = await withWork('feedback');
    const { store, id } = at;
    settle(store, id, (submission) => openGradeOf(submission, POINTS));
    settle(store, submit(store, 's2@example.edu', { workClass: 'feedback' }).id, (submission) =>
      openGradeOf(submission, POINTS),
    );
    expect(statusOf(store, id)?.state).toBe('graded');
    expect(resultsOf(store, id, () => SHOWN)?.tests[0]?.output).toContain('then run it again');
    const calls = readPending(store, 10).filter(({ kind }) => kind === 'needs_staff');
    expect(calls.map(({ body }) => body['checks'])).toEqual([['2.1']]);
  });
});
