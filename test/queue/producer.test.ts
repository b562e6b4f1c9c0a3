import { describe, expect, it } from 'vitest';
import { waitFor } from '../support/waitFor.js';
import { openLane, SOLUTION } from './lane.js';

describe('the producer', { timeout: 60_000 }, () => {
  it('takes back what no worker has begun, and tells who waits', async () => {
    await using lane = await openLane();
    const id = await lane.producer.add(await lane.job([SOLUTION]));
    const end = lane.producer.wait(id, () => undefined);
    await lane.producer.withdraw(id);
    expect(await end).toEqual({ kind: 'withdrawn' });
    expect(await lane.producer.wait(id, () => undefined)).toMatchObject({ kind: 'platformFailure' });
  });

  it('leaves what a worker has begun, and what has ended, as it is', async () => {
    await using lane = await openLane();
    await using _worker = lane.work();
    const job = await lane.job(['import time; time.sleep(1)', SOLUTION]);
    const id = await lane.producer.add(job);
    const end = lane.producer.wait(id, () => undefined);
    await waitFor('a worker to begin', async () => (await lane.find(job))?.isActive());
    await lane.producer.withdraw(id);
    expect((await end).kind).toBe('graded');
    await lane.producer.withdraw(id);
    expect((await lane.producer.wait(id, () => undefined)).kind).toBe('graded');
  });

  it('takes back what a worker has begun once the worker has put it back', async () => {
    await using lane = await openLane();
    const worker = lane.work();
    const job = await lane.job(['import time; time.sleep(60)', SOLUTION]);
    const id = await lane.producer.add(job);
    const end = lane.producer.wait(id, () => undefined);
    await waitFor('a worker to begin', async () => (await lane.find(job))?.isActive());
    await lane.producer.withdraw(id);
    await worker.kill();
    expect(await end).toEqual({ kind: 'withdrawn' });
    expect(await lane.find(job)).toBeUndefined();
  });

  it('has the same submission graded again for another run, and only the checks that are asked for', async () => {
    await using lane = await openLane();
    await using _worker = lane.work();
    const job = { ...(await lane.job([SOLUTION])), schemaVersion: 2 as const };
    const whole = await lane.gradeOf(await lane.send({ ...job, run: '0123456789ab' }));
    const part = await lane.gradeOf(await lane.send({ ...job, run: '0123456789ac', checks: ['1.2'] }));
    expect(lane.told).toEqual(['start', 'end', 'start', 'end']);
    expect(whole.checks.map(({ id }) => id)).toEqual(['1.1', '1.2']);
    expect(part.checks).toMatchObject([{ id: '1.2', status: 'passed' }]);
    expect(part.notes).toContain('Only some of the checks were run; this is not the grade.');
    const none = await lane.send({ ...job, run: '0123456789ad', checks: ['9.9'] });
    expect(none).toMatchObject({ kind: 'courseError', message: expect.stringContaining('has no check 9.9') as string });
  });
});
