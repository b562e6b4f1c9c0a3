import { describe, expect, test } from 'vitest';
import { QUEUE_NAMES } from '../../../src/queue/job.js';
import { all } from '../../../src/db/store.js';
import { cancel, force } from '../../../src/work/decide.js';
import { readWork } from '../../../src/work/rows.js';
import { statusOf } from '../../../src/work/status.js';
import { now } from '../../ledger/sample.js';
import { waitFor } from '../../support/waitFor.js';
import { openDesk, type Desk, type Processor } from '../desk.js';
import { submit } from '../sample.js';

const BOTH = { lanes: ['cpu', 'gpu'] as const };
const WAIT_SECONDS = 600;

/** A clock that the test turns. */
function clock() {
  let ms = now().getTime();
  return {
    now: () => new Date(ms),
    forward(seconds: number) {
      ms += seconds * 1000;
    },
  };
}

/** Submissions to an assignment that prefers a GPU. */
function preferring(desk: Desk, count: number): string[] {
  return Array.from(
    { length: count },
    (_, index) => submit(desk.store, `n${index}@example.edu`, { lane: 'gpu', gpuWaitSeconds: WAIT_SECONDS }).id,
  );
}

function expectOneGradeEach(desk: Desk, ids: readonly string[]): void {
  const submissions = ids.map((id) => statusOf(desk.store, id)?.submissionId ?? '');
  expect(desk.gradings()).toEqual(Object.fromEntries(submissions.map((submission) => [submission, 1])));
  const open = desk.store.query.selectFrom('attempts').selectAll().where('state', '=', 'open');
  expect(all(desk.store, open.where('submissionId', 'in', submissions))).toEqual([]);
}

const laneOf = (desk: Desk, id: string) => readWork(desk.store, id)?.lane;

describe('work that prefers a GPU', () => {
  test('goes on in the cpu lane after its wait, from the rows and from the queue, each with one grade', async () => {
    const time = clock();
    await using desk = await openDesk(time.now);
    const ids = preferring(desk, 6);
    const dispatcher = desk.dispatch(BOTH);
    desk.work();
    await desk.reach(ids.slice(0, 2), 'dispatched');
    time.forward(WAIT_SECONDS - 1);
    dispatcher.wake();
    const late = submit(desk.store, 'late@example.edu', { lane: 'gpu', gpuWaitSeconds: WAIT_SECONDS }).id;
    expect(ids.map((id) => laneOf(desk, id))).toEqual(ids.map(() => 'gpu'));
    time.forward(1);
    dispatcher.wake();
    await desk.reach(ids, 'graded');
    expect(ids.map((id) => laneOf(desk, id))).toEqual(ids.map(() => 'cpu'));
    expectOneGradeEach(desk, ids);
    expect(laneOf(desk, late)).toBe('gpu');
    await waitFor('the gpu lane to hold the later one alone', async () => {
      const left = await desk.client.keys(`bull:${QUEUE_NAMES.gpu}:work-*`);
      return left.length === 1 && left[0]?.includes(late) === true;
    });
  });

  test('is graded on a GPU that takes it in time', async () => {
    const time = clock();
    await using desk = await openDesk(time.now);
    const ids = preferring(desk, 3);
    desk.work({ lane: 'gpu' });
    desk.dispatch(BOTH);
    await desk.reach(ids, 'graded');
    expect(ids.map((id) => readWork(desk.store, id)).map((work) => [work?.lane, work?.gpuUntil])).toEqual(
      ids.map(() => ['gpu', null]),
    );
    expectOneGradeEach(desk, ids);
  });

  test('is looked after in time although nothing else happens', async () => {
    await using desk = await openDesk(() => new Date());
    const { id } = submit(desk.store, 's1@example.edu', { lane: 'gpu', gpuWaitSeconds: 1 });
    desk.dispatch({ ...BOTH, reconcileMs: 3_600_000 });
    desk.work();
    await desk.reach([id], 'graded');
    expect(laneOf(desk, id)).toBe('cpu');
  });

  test('stays where a worker has begun it, however long that takes', async () => {
    const time = clock();
    await using desk = await openDesk(time.now);
    const [id = ''] = preferring(desk, 1);
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const slow: Processor = async (job) => {
      await finished;
      return desk.grade(job.data);
    };
    desk.work({ lane: 'gpu', process: slow });
    desk.work();
    const dispatcher = desk.dispatch({ ...BOTH, reconcileMs: 50 });
    await waitFor('the worker to begin', () => desk.begun.length === 1);
    time.forward(WAIT_SECONDS * 2);
    dispatcher.wake();
    // Another one moves meanwhile, so the loop has looked at both.
    const other = submit(desk.store, 's2@example.edu', { lane: 'gpu', gpuWaitSeconds: 0 }).id;
    dispatcher.wake();
    await desk.reach([other], 'graded');
    expect([laneOf(desk, id), desk.stateOf(id)]).toEqual(['gpu', 'dispatched']);
    finish();
    await desk.reach([id], 'graded');
    expect(desk.begun).toHaveLength(2);
    expect(laneOf(desk, id)).toBe('gpu');
  });

  test(
    'a worker that begins at the moment at which it may move: one of the two has it',
    { timeout: 60_000 },
    async () => {
      const time = clock();
      await using desk = await openDesk(time.now);
      const ids: string[] = [];
      const dispatcher = desk.dispatch(BOTH);
      desk.work();
      for (let round = 0; round < 12; round++) {
        const [id = ''] = preferring(desk, 1);
        ids.push(id);
        dispatcher.wake();
        await waitFor('the job', async () => (await desk.client.keys(`*work-${id}-1`)).length > 0);
        const worker = desk.work({ lane: 'gpu' });
        time.forward(WAIT_SECONDS);
        dispatcher.wake();
        await desk.reach([id], 'graded');
        await worker[Symbol.asyncDispose]();
      }
      expectOneGradeEach(desk, ids);
      // Whoever has it, nobody begins it twice.
      expect(new Set(desk.begun).size).toBe(desk.begun.length);
    },
  );

  test('Redis is emptied while they wait, move and run', async () => {
    const time = clock();
    await using desk = await openDesk(time.now);
    const ids = preferring(desk, 8);
    const emptying: Processor = async (job) => {
      const result = await desk.grade(job.data);
      if (desk.begun.length === 2 || desk.begun.length === 5) await desk.client.flushall();
      return result;
    };
    const dispatcher = desk.dispatch(BOTH);
    await desk.reach(ids.slice(0, 2), 'dispatched');
    await desk.client.flushall();
    time.forward(WAIT_SECONDS);
    dispatcher.wake();
    desk.work({ process: emptying });
    desk.work({ lane: 'gpu', process: emptying });
    await desk.reach(ids, 'graded');
    expectOneGradeEach(desk, ids);
  });

  test('the dispatcher dies after it took the job back: the row is put back, and moves then', async () => {
    const time = clock();
    await using desk = await openDesk(time.now);
    const [id = ''] = preferring(desk, 1);
    const dispatcher = desk.dispatch(BOTH);
    await waitFor('the job', async () => (await desk.client.keys(`*work-${id}-1`)).length > 0);
    await dispatcher.stop();
    await desk.client.flushall();
    time.forward(WAIT_SECONDS);
    desk.work();
    desk.dispatch(BOTH);
    await desk.reach([id], 'graded');
    expect(laneOf(desk, id)).toBe('cpu');
    expectOneGradeEach(desk, [id]);
  });

  test('forced, it has its whole wait again', async () => {
    const time = clock();
    await using desk = await openDesk(time.now);
    const [id = ''] = preferring(desk, 1);
    cancel(desk.store, id);
    expect(readWork(desk.store, id)?.gpuUntil).toBeNull();
    time.forward(WAIT_SECONDS);
    force(desk.store, id, { actor: 'staff:ada', reason: 'a mistake' }, '1.0.0');
    const until = new Date(time.now().getTime() + WAIT_SECONDS * 1000).toISOString();
    expect(readWork(desk.store, id)).toMatchObject({ lane: 'gpu', gpuUntil: until });
  });

  test('a newer one sets the queued older one aside in whichever lane it is', async () => {
    const time = clock();
    await using desk = await openDesk(time.now);
    const preferred = { lane: 'gpu', gpuWaitSeconds: WAIT_SECONDS } as const;
    const older = submit(desk.store, 's1@example.edu', preferred).id;
    time.forward(WAIT_SECONDS);
    const dispatcher = desk.dispatch({ lanes: ['gpu'] });
    await waitFor('the move', () => laneOf(desk, older) === 'cpu');
    await dispatcher.stop();
    submit(desk.store, 's1@example.edu', preferred);
    expect(desk.stateOf(older)).toBe('superseded');
  });
});

describe('work that needs a GPU', () => {
  test('never moves, and says what it waits for while nobody serves the gpu lane', async () => {
    const time = clock();
    await using desk = await openDesk(time.now);
    const { id } = submit(desk.store, 's1@example.edu', { lane: 'gpu' });
    const dispatcher = desk.dispatch({ ...BOTH, reconcileMs: 50 });
    desk.work();
    time.forward(10_000_000);
    dispatcher.wake();
    const other = submit(desk.store, 's2@example.edu').id;
    dispatcher.wake();
    await desk.reach([other], 'graded');
    await waitFor('a look at the lane', () => !dispatcher.isServed('gpu'));
    expect(laneOf(desk, id)).toBe('gpu');
    expect(statusOf(desk.store, id, dispatcher.isServed('gpu'))?.message).toMatch(
      /waits for a machine with a GPU; none/u,
    );
    desk.work({ lane: 'gpu' });
    await desk.reach([id], 'graded');
    await waitFor('the lane to be served', () => dispatcher.isServed('gpu'));
  });
});
