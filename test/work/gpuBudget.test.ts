import { expect, test } from 'vitest';
import { judgeResult } from '../../src/work/dispatch/settle.js';
import { openGpuBudget, type GpuBudget } from '../../src/work/gpuBudget.js';
import { jobOf } from '../../src/work/dispatch/jobs.js';
import { readWork, type Work } from '../../src/work/rows.js';
import { dispatch } from '../../src/work/dispatch/transitions.js';
import { COURSE, gradeOf } from '../ledger/sample.js';
import { openDesk, type Desk } from './desk.js';
import { submit } from './sample.js';

const TERMS = { minutesPerDay: 60, timeZone: 'America/New_York' };
const MINUTE = 60_000;

/** A budget on the desk's Redis, with a clock that the test sets. */
function openBudget(desk: Desk, at = '2027-03-01T12:00:00Z') {
  let now = at;
  const budget = openGpuBudget(desk.redis, TERMS, () => new Date(now));
  return { budget, set: (instant: string) => (now = instant) };
}

const { environment, timings } = gradeOf('', 0);
const onGpu = (minutes: number): Parameters<typeof gradeOf>[2] => ({
  environment: { ...environment, device: 'GPU-1' },
  timings: { ...timings, totalMs: minutes * MINUTE },
});

function feedback(desk: Desk, emails: readonly string[], workClass: 'feedback' | 'submission' = 'feedback'): Work {
  const { id } = submit(desk.store, '', { workClass, lane: 'gpu', students: emails.map((email) => ({ email })) });
  dispatch(desk.store, id);
  const work = readWork(desk.store, id);
  if (work === undefined) throw new Error('no work');
  return work;
}

const usedMinutes = async (budget: GpuBudget, ...party: string[]): Promise<number> =>
  (await budget.today(COURSE, party)).usedMs / MINUTE;

test('what a settled run took is charged before its row moves, and once, however often it is settled', async () => {
  await using desk = await openDesk();
  using budget = openBudget(desk).budget;
  const work = feedback(desk, ['s1@example.edu']);
  const result = await desk.grade(jobOf(work, work.attempt), onGpu(12));
  const judge = () => judgeResult(desk.blobs, work, result, budget.charge);
  const moves = await Promise.all([judge(), judge()]);
  expect(readWork(desk.store, work.id)?.state).toBe('dispatched');
  expect(await usedMinutes(budget, 's1')).toBe(12);
  expect(moves.map((move) => move(desk.store))).toEqual([true, false]);
  expect(await usedMinutes(budget, 's1')).toBe(12);
});

test('through the queue, Redis emptied in the middle: the day starts anew, and nothing else goes wrong', async () => {
  await using desk = await openDesk();
  using budget = openBudget(desk).budget;
  desk.work({ lane: 'gpu', process: (job) => desk.grade(job.data, onGpu(7)) });
  const dispatcher = desk.dispatch({ lanes: ['gpu'], chargeGpu: budget.charge });
  const run = async (id: string): Promise<void> => {
    dispatcher.wake();
    await desk.reach([id], 'graded');
  };
  const submitOne = (): string => submit(desk.store, 's1@example.edu', { workClass: 'feedback', lane: 'gpu' }).id;
  await run(submitOne());
  await run(submitOne());
  expect(await usedMinutes(budget, 's1')).toBe(14);
  await desk.client.flushall();
  expect(await usedMinutes(budget, 's1')).toBe(0);
  await run(submitOne());
  expect(await usedMinutes(budget, 's1')).toBe(7);
});

test('nothing is charged for what counts, for processors, and where the student is not to blame', async () => {
  await using desk = await openDesk();
  using budget = openBudget(desk).budget;
  const counting = feedback(desk, ['s1@example.edu'], 'submission');
  await budget.charge(counting, gradeOf('1', 1, onGpu(9)));
  const mine = feedback(desk, ['s1@example.edu']);
  await budget.charge(mine, gradeOf('1', 1, { timings: { ...timings, totalMs: 9 * MINUTE } }));
  for (const blame of ['course', 'platform'] as const) {
    await budget.charge(mine, gradeOf('1', 1, { ...onGpu(9), blame }));
  }
  expect(await desk.client.keys('assay:gpu-*')).toEqual([]);
});

test('each of a group is charged in full; the group has what the busiest of them has', async () => {
  await using desk = await openDesk();
  using budget = openBudget(desk).budget;
  await budget.charge(feedback(desk, ['s1@example.edu', 's2@example.edu']), gradeOf('1', 1, onGpu(10)));
  await budget.charge(feedback(desk, ['s2@example.edu']), gradeOf('1', 1, onGpu(5)));
  expect(await usedMinutes(budget, 's1')).toBe(10);
  expect(await usedMinutes(budget, 's2')).toBe(15);
  expect(await usedMinutes(budget, 's1', 's2', 's3')).toBe(15);
});

test('a day ends at midnight on the course’s clocks, also where that day has 23 hours', async () => {
  await using desk = await openDesk();
  // Clocks go forward at two o'clock.
  const { budget, set } = openBudget(desk, '2027-03-15T03:59:00Z');
  using _ = budget;
  await budget.charge(feedback(desk, ['s1@example.edu']), gradeOf('1', 1, onGpu(10)));
  expect(await budget.today(COURSE, ['s1'])).toEqual({
    usedMs: 10 * MINUTE,
    limitMs: 60 * MINUTE,
    newAt: Date.parse('2027-03-15T04:00:00Z') * 1000,
    timeZone: 'America/New_York',
  });
  set('2027-03-15T04:00:00Z');
  expect(await usedMinutes(budget, 's1')).toBe(0);
});

test('what Redis keeps names nobody, and goes by itself', async () => {
  await using desk = await openDesk();
  using budget = openBudget(desk).budget;
  await budget.charge(feedback(desk, ['s1@example.edu', 'stranger@example.edu']), gradeOf('1', 1, onGpu(1)));
  const keys = await desk.client.keys('assay:gpu-*');
  expect(keys).toHaveLength(3);
  expect(keys.join(' ')).not.toMatch(/@|example/u);
  for (const key of keys) expect(await desk.client.pttl(key)).toBeGreaterThan(24 * 60 * MINUTE);
});
