import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { QUEUE_NAMES } from '../../src/queue/job.js';
import { openForWriting } from '../../src/ledger/open.js';
import { all, type Store } from '../../src/db/store.js';
import { verifyLog } from '../../src/ledger/verifyLog.js';
import { startDispatcher } from '../../src/work/dispatch/dispatcher.js';
import { jobOf } from '../../src/work/dispatch/jobs.js';
import { readWork } from '../../src/work/rows.js';
import { judgeResult } from '../../src/work/dispatch/settle.js';
import { statusOf } from '../../src/work/status.js';
import { now } from '../ledger/sample.js';
import { PACKAGE_DIR } from '../support/engine.js';
import { waitFor } from '../support/waitFor.js';
import { openDesk, type Desk, type Processor } from './desk.js';
import { submit } from './sample.js';

const many = (desk: Desk, count: number): string[] =>
  Array.from({ length: count }, (_, index) => submit(desk.store, `n${index}@example.edu`).id);

/** Exactly one grade of each, and no attempt left open. */
function expectOneGradeEach(desk: Desk, ids: readonly string[]): void {
  const submissions = ids.map((id) => statusOf(desk.store, id)?.submissionId ?? '');
  expect(desk.gradings()).toEqual(Object.fromEntries(submissions.map((submission) => [submission, 1])));
  expect(openAttempts(desk.store)).toEqual([]);
}

function openAttempts(store: Store): unknown[] {
  return all(store, store.query.selectFrom('attempts').selectAll().where('state', '=', 'open'));
}

describe('one grade each, none lost', () => {
  test('Redis is emptied while jobs wait, run and have ended', async () => {
    await using desk = await openDesk();
    const ids = many(desk, 12);
    let emptied = 0;
    desk.work({
      concurrency: 2,
      process: async (job) => {
        // Looked at before the wait: another job may begin in it, and then neither would see its number.
        const nth = desk.begun.length;
        const result = await desk.grade(job.data);
        if (nth === 4 || nth === 9) {
          emptied++;
          await desk.client.flushall();
        }
        return result;
      },
    });
    desk.dispatch();
    await desk.reach(ids, 'graded');
    expect(emptied).toBeGreaterThanOrEqual(2);
    expectOneGradeEach(desk, ids);
  });

  test('the dispatcher is away while jobs end: their results wait for the next one, and are not made again', async () => {
    await using desk = await openDesk();
    const ids = many(desk, 5);
    const first = desk.dispatch();
    await desk.reach(ids.slice(0, 2), 'dispatched');
    await first.stop();
    desk.work();
    await waitFor('both to end', async () => (await desk.client.zcard(`bull:${QUEUE_NAMES.cpu}:completed`)) === 2);
    expect(ids.map((id) => desk.stateOf(id)).filter((state) => state === 'dispatched')).toHaveLength(2);
    desk.dispatch();
    await desk.reach(ids, 'graded');
    expect(desk.begun).toHaveLength(5);
    expectOneGradeEach(desk, ids);
  });

  test('everything is restarted at once, some of it more than once', async () => {
    await using desk = await openDesk();
    const ids = many(desk, 10);
    for (let round = 0; round < 3; round++) {
      const dispatcher = desk.dispatch();
      const worker = desk.work({
        concurrency: 2,
        process: async (job) => {
          await sleep(60);
          return desk.grade(job.data);
        },
      });
      await waitFor('something to be graded', () => Object.keys(desk.gradings()).length > round * 2);
      await Promise.all([desk.server.restart(), dispatcher.stop(), worker[Symbol.asyncDispose]()]);
    }
    desk.dispatch();
    desk.work();
    await desk.reach(ids, 'graded');
    expectOneGradeEach(desk, ids);
  });

  test('a result is delivered twice, or after a later try', async () => {
    await using desk = await openDesk();
    const [id = ''] = many(desk, 1);
    const dispatcher = desk.dispatch();
    await waitFor('the job', async () => (await desk.client.keys(`*work-${id}-1`)).length > 0);
    await desk.client.flushall();
    await waitFor('the second try', () => statusOf(desk.store, id)?.attempt === 2 && desk.stateOf(id) === 'dispatched');
    await dispatcher.stop();
    const work = readWork(desk.store, id);
    if (work === undefined) throw new Error('no work');
    const result = await desk.grade(jobOf(work, 2));
    const settle = async (attempt: number) => (await judgeResult(desk.blobs, { ...work, attempt }, result))(desk.store);
    expect(await settle(1)).toBe(false);
    expect((await Promise.all([settle(2), settle(2)])).sort()).toEqual([false, true]);
    expect(await settle(2)).toBe(false);
    expectOneGradeEach(desk, [id]);
  });

  test('the ledger refuses one of several grades: the others are stored, and it is tried again', async () => {
    await using desk = await openDesk();
    const ids = many(desk, 6);
    const refused = statusOf(desk.store, ids[2] ?? '')?.submissionId ?? '';
    desk.store.sqlite.exec(
      `CREATE TRIGGER refuse BEFORE INSERT ON grades WHEN new.submissionId = '${refused}' BEGIN SELECT RAISE(ABORT, 'no'); END`,
    );
    const troubles: unknown[] = [];
    desk.work({ concurrency: 3 });
    desk.dispatch({ onError: (error) => troubles.push(error) });
    await desk.reach(
      ids.filter((_, index) => index !== 2),
      'graded',
    );
    await waitFor('the refusal', () => troubles.length > 0);
    expect(desk.stateOf(ids[2] ?? '')).toBe('dispatched');
    desk.store.sqlite.exec('DROP TRIGGER refuse');
    await desk.reach(ids, 'graded');
    expectOneGradeEach(desk, ids);
  });

  test('a lost lock: two workers have the job, one grade counts', async () => {
    await using desk = await openDesk();
    const [id = ''] = many(desk, 1);
    desk.dispatch();
    let runs = 0;
    const process: Processor = async (job) => {
      if (++runs === 1) {
        await desk.client.del(`bull:${QUEUE_NAMES.cpu}:work-${id}-1:lock`);
        await waitFor('the other worker', () => runs > 1);
      }
      return desk.grade(job.data);
    };
    desk.work({ process });
    desk.work({ process });
    await desk.reach([id], 'graded');
    expect(runs).toBe(2);
    expectOneGradeEach(desk, [id]);
  });

  test('the dispatcher is killed at any instruction', { timeout: 180_000 }, async () => {
    await using desk = await openDesk();
    desk.store[Symbol.dispose]();
    desk.work({ concurrency: 2 });
    const taken: string[] = [];
    for (let round = 0; round < 5; round++) taken.push(...(await killedDispatcher(desk, round)));
    using store = openForWriting(desk.file, { now });
    await using _last = startDispatcher({
      store,
      redis: desk.redis,
      blobs: desk.blobs,
      lanes: ['cpu'],
      reconcileMs: 200,
    });
    const states = () => all(store, store.query.selectFrom('work').select(['submissionId', 'state']));
    await waitFor('all to be graded', () => states().every(({ state }) => state === 'graded'));
    expect(states().map(({ submissionId }) => submissionId)).toEqual(expect.arrayContaining(taken));
    const grades = all(store, store.query.selectFrom('grades').select('submissionId'));
    expect(new Set(grades.map(({ submissionId }) => submissionId)).size).toBe(grades.length);
    expect(grades).toHaveLength(states().length);
    expect(openAttempts(store)).toEqual([]);
    expect(verifyLog(store).faults).toEqual([]);
  });
});

test('a dispatcher can be stopped while Redis is away, and says that it is', async () => {
  await using desk = await openDesk();
  const [id = ''] = many(desk, 1);
  const errors: unknown[] = [];
  const dispatcher = desk.dispatch({ onError: (error) => errors.push(error) });
  await desk.reach([id], 'dispatched');
  desk.client.disconnect();
  await desk.server[Symbol.asyncDispose]();
  await waitFor('trouble', () => errors.length > 0);
  await dispatcher.stop();
  expect(desk.stateOf(id)).toBe('dispatched');
});

/** Runs the loop in a process of its own, kills it some moments after its first word, and returns all that it said. */
async function killedDispatcher(desk: Desk, round: number): Promise<string[]> {
  const script = join(PACKAGE_DIR, 'test', 'work', 'dispatch', 'dispatchLoop.ts');
  const loop = execa(process.execPath, ['--import', 'tsx', script, desk.folder, desk.server.url, String(round)], {
    cwd: PACKAGE_DIR,
    reject: false,
  });
  await Promise.race([new Promise((resolve) => loop.stdout.once('data', resolve)), loop]);
  await sleep(Math.random() * 150);
  loop.kill('SIGKILL');
  const { stdout, stderr, signal } = await loop;
  expect(signal, stderr).toBe('SIGKILL');
  return stdout.split('\n').filter((line) => line !== '');
}
