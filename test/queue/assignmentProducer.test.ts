import { describe, expect, it } from 'vitest';
import { openAssignmentProducer } from '../../src/queue/assignmentProducer.js';
import { openProducer } from '../../src/queue/producer.js';
import { waitFor } from '../support/waitFor.js';
import { openLane, SOLUTION, type Lane } from './lane.js';

/** For an assignment that waits so long for a GPU. */
function preferring(lane: Lane, gpuWaitSeconds: number) {
  return openAssignmentProducer(lane.redis, { gpu: 'preferred', gpuWaitSeconds }, lane.context.grader);
}

const ignore = (): void => undefined;

describe('a job that prefers a GPU', { timeout: 60_000 }, () => {
  it('goes on in the cpu lane if nobody begins it in time; sent again, it is not graded again', async () => {
    await using lane = await openLane({}, 'cpu');
    await using _worker = lane.work();
    await using gpu = openProducer(lane.redis, 'gpu', lane.context.grader);
    const job = await lane.job([SOLUTION]);
    for (let round = 0; round < 2; round++) {
      await using producer = preferring(lane, 1);
      const end = await producer.wait(await producer.add(job), ignore);
      expect(end).toMatchObject({ kind: 'graded', outcome: 'passed' });
    }
    expect(lane.told).toEqual(['start', 'end']);
    expect(await gpu.knows(job)).toBe(false);
  });

  it('stays with the worker of the gpu lane that has begun it', async () => {
    await using lane = await openLane({}, 'gpu');
    await using _worker = lane.work();
    await using producer = preferring(lane, 2);
    await using cpu = openProducer(lane.redis, 'cpu', lane.context.grader);
    const job = await lane.job(['import time; time.sleep(4)', SOLUTION]);
    const end = await producer.wait(await producer.add(job), ignore);
    expect(end).toMatchObject({ kind: 'graded', outcome: 'passed' });
    expect(lane.told).toEqual(['start', 'end']);
    expect(await cpu.knows(job)).toBe(false);
  });

  it('waits once for all of a class where there is no GPU', async () => {
    await using lane = await openLane({}, 'cpu');
    await using producer = preferring(lane, 1);
    await using cpu = openProducer(lane.redis, 'cpu', lane.context.grader);
    const [first, second] = [await lane.job([SOLUTION]), await lane.job([SOLUTION, '1'])];
    const end = producer.wait(await producer.add(first), ignore);
    await waitFor('the first to move', () => cpu.knows(first));
    await producer.add(second);
    expect(await cpu.knows(second)).toBe(true);
    await using _worker = lane.work();
    expect(await end).toMatchObject({ kind: 'graded' });
  });

  it.each(['before', 'after'])('is taken back by whoever sent it %s its move', async (moment) => {
    await using lane = await openLane({}, 'cpu');
    await using producer = preferring(lane, moment === 'before' ? 3600 : 0);
    await using cpu = openProducer(lane.redis, 'cpu', lane.context.grader);
    const job = await lane.job([SOLUTION]);
    const id = await producer.add(job);
    const end = producer.wait(id, ignore);
    if (moment === 'after') await waitFor('the move', () => cpu.knows(job));
    await producer.withdraw(id);
    expect(await end).toEqual({ kind: 'withdrawn' });
    expect(await producer.knows(job)).toBe(false);
  });
});
