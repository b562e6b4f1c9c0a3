import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Docker from 'dockerode';
import { describe, expect, it } from 'vitest';
import { openProducer } from './producer.js';
import { QUEUE_NAMES, type GradeJob } from '../../src/queue/job.js';
import { connectEngine } from '../../src/sandbox/engine.js';
import { containersOf } from '../support/engine.js';
import { testFolder } from '../support/folder.js';
import { redisServer } from '../support/redisServer.js';
import { waitFor } from '../support/waitFor.js';
import { openLane, SOLUTION, type Lane } from './lane.js';
import { workerProcess } from './workerProcess.js';

const SLEEP = (seconds: number): string => `import time; time.sleep(${seconds})`;

/** Waits until a cell runs: from then on the worker holds containers. */
function cellRuns(lane: Lane, job: GradeJob): Promise<unknown> {
  return waitFor('a cell to run', async () => {
    const found = await lane.find(job);
    return found && (found.progress as { phase?: string }).phase === 'cell';
  });
}

describe('a job', { timeout: 60_000 }, () => {
  it('is graded, and tells on its way where it is', async () => {
    await using lane = await openLane();
    await using _worker = lane.work();
    const id = await lane.producer.add(await lane.job([SOLUTION, 'print(answer)']));
    const phases: string[] = [];
    const end = await lane.producer.wait(id, ({ phase }) => phases.push(phase));

    const grade = await lane.gradeOf(end);
    expect(grade).toMatchObject({ outcome: 'passed', blame: null, earnedMicroPoints: 3_000_000 });
    if (end.kind !== 'graded') throw new Error('unreachable');
    expect((await lane.blobs.get(end.executed)).toString('utf8')).toContain('42');
    expect(new Set(phases)).toEqual(new Set(['queued', 'starting', 'cell', 'check', 'done']));
    expect(phases[0]).toBe('queued');
    expect(lane.told).toEqual(['start', 'end']);
  });

  it('that is sent twice at once is run once, and both senders get its result', async () => {
    await using lane = await openLane();
    await using other = openProducer(lane.redis, 'cpu');
    await using _worker = lane.work({ concurrency: 2 });
    const job = await lane.job([SOLUTION]);
    const ids = await Promise.all([lane.producer.add(job), other.add(job)]);
    const ends = await Promise.all([lane.producer.wait(ids[0], () => undefined), other.wait(ids[1], () => undefined)]);
    expect(ends[0].kind).toBe('graded');
    expect(ends[1]).toEqual(ends[0]);
    expect(await lane.send(job)).toEqual(ends[0]);
    expect(lane.told).toEqual(['start', 'end']);
  });

  it('waits for a worker, and the producer counts those there are', async () => {
    await using lane = await openLane();
    expect(await lane.producer.countWorkers()).toBe(0);
    const sent = lane.send(await lane.job([SOLUTION]));
    await using _worker = lane.work();
    expect((await sent).kind).toBe('graded');
    expect(await lane.producer.countWorkers()).toBe(1);
  });

  it.each([
    ['of another version', { schemaVersion: 3 }],
    ['with a field too many', { secret: 'x' }],
    ['with a name for a digest', { notebook: '../../etc/passwd' }],
  ])('%s is refused at once and for good', async (_name, change) => {
    await using lane = await openLane();
    await using _worker = lane.work();
    const job = { ...(await lane.job([SOLUTION])), ...change } as GradeJob;
    expect(await lane.send(job)).toEqual({
      kind: 'platformFailure',
      message: 'The job is not one that this version of Assay knows.',
    });
    expect((await lane.find(job))?.attemptsMade).toBe(1);
    expect(lane.told).toEqual([]);
  });

  it('of the version before is graded: it was in flight while the workers were brought up to date', async () => {
    await using lane = await openLane();
    await using _worker = lane.work();
    const { attempt: _1, workClass: _2, lane: _3, ...content } = await lane.job([SOLUTION]);
    const old = { ...content, schemaVersion: 1 } as unknown as GradeJob;
    expect((await lane.send(old)).kind).toBe('graded');
  });

  it('is graded with the version that it names, whatever became of the folder meanwhile', async () => {
    await using lane = await openLane();
    const job = await lane.job([SOLUTION]);
    await writeFile(join(lane.courseDir, 'quick', 'checks.py'), 'import nothing_of_that_name\n');
    await using _worker = lane.work();
    expect(await lane.gradeOf(await lane.send(job))).toMatchObject({ assignmentDigest: job.assignmentDigest });
  });

  it('of a version that nobody published is a failure of the platform, with what the operator can do', async () => {
    await using lane = await openLane();
    await using _worker = lane.work();
    const job = await lane.job([SOLUTION]);
    await lane.send({ ...job, assignmentDigest: `sha256:${'0'.repeat(64)}` });
    expect(lane.told.at(-1)).toMatch(/^failure: Version sha256:0+ of quick is not among the blobs\. Publish/u);
  });

  it('whose checks cannot be imported is course staff’s turn, with Python’s words', async () => {
    await using lane = await openLane();
    await using _worker = lane.work();
    await writeFile(join(lane.courseDir, 'quick', 'checks.py'), 'import nothing_of_that_name\n');
    const end = await lane.send(await lane.job([SOLUTION]));
    expect(end.kind).toBe('courseError');
    expect(end).toHaveProperty('message', expect.stringContaining('nothing_of_that_name'));
  });
});

describe('a failing platform', { timeout: 60_000 }, () => {
  const nowhere = connectEngine(new Docker({ socketPath: '/nowhere/docker.sock' }));
  it.each([
    [
      'an image that is not there',
      { images: { student: `sha256:${'0'.repeat(64)}`, checker: `sha256:${'0'.repeat(64)}` } },
    ],
    ['an engine that does not answer', { engine: nowhere }],
  ])(
    '%s is tried three times and then told, and never becomes a grade; sent again, the job is graded',
    async (_name, change) => {
      await using lane = await openLane();
      const job = await lane.job([SOLUTION]);
      {
        await using _worker = lane.work({ context: { ...lane.context, ...change }, engineAwayMs: 1_000 });
        const end = await lane.send(job);
        expect(end.kind).toBe('platformFailure');
        expect(end).toHaveProperty(
          'message',
          expect.stringMatching(/^The container engine could not .*\. Operator: /u),
        );
        expect(lane.told.filter((line) => line.startsWith('failure'))).toHaveLength(3);
        expect(lane.told).not.toContain('end');
      }
      await using _mended = lane.work();
      expect(await lane.gradeOf(await lane.send(job))).toMatchObject({ outcome: 'passed' });
    },
  );
});

describe('a worker that stops', { timeout: 60_000 }, () => {
  it('drains: the running job ends, the next one stays in the queue', async () => {
    await using lane = await openLane();
    const worker = lane.work();
    const [running, next] = [await lane.job([SOLUTION, SLEEP(2)]), await lane.job([SOLUTION])];
    const sent = lane.send(running);
    await cellRuns(lane, running);
    await lane.producer.add(next);
    await Promise.all([worker.drain(), worker.drain()]);
    expect((await sent).kind).toBe('graded');
    expect(lane.told).toEqual(['start', 'end']);
    expect(await (await lane.find(next))?.getState()).toBe('prioritized');
    expect(await containersOf(lane.context)).toEqual([]);
  });

  it('is killed: its job is back in the queue without a try counted, and the next worker grades it', async () => {
    await using lane = await openLane();
    const killed = lane.work();
    const job = await lane.job([SOLUTION, SLEEP(3)]);
    const sent = lane.send(job);
    await cellRuns(lane, job);
    await killed.kill();
    expect(await containersOf(lane.context)).toEqual([]);
    const waiting = await lane.find(job);
    expect(await waiting?.getState()).toBe('prioritized');
    expect(waiting?.attemptsMade).toBe(0);

    await using _next = lane.work();
    expect(await lane.gradeOf(await sent)).toMatchObject({ outcome: 'passed' });
    expect(lane.told).toEqual(['start', 'start', 'end']);
  });

  it('can be killed while it drains', async () => {
    await using lane = await openLane();
    const worker = lane.work();
    const job = await lane.job([SOLUTION, SLEEP(100)]);
    await lane.producer.add(job);
    await cellRuns(lane, job);
    const drained = worker.drain();
    await worker.kill();
    await drained;
    expect(await (await lane.find(job))?.getState()).toBe('prioritized');
    expect(await containersOf(lane.context)).toEqual([]);
  });

  it('dies: its job is taken over when the lock has run out, and nothing of the dead one is in the way', async () => {
    await using lane = await openLane();
    await using script = await testFolder();
    const job = await lane.job([SOLUTION, SLEEP(3)]);
    await using dying = await workerProcess(lane, script.path);
    const sent = lane.send(job);
    await cellRuns(lane, job);
    await dying.kill();

    await using _next = lane.work({ lockMs: 1_000 });
    expect(await lane.gradeOf(await sent)).toMatchObject({ outcome: 'passed' });
    expect(lane.told).toEqual(['start', 'end']);
  });

  it('loses its lock: the run is stopped and graded again', async () => {
    await using lane = await openLane();
    await using _worker = lane.work({ lockMs: 1_000 });
    const job = await lane.job([SOLUTION, SLEEP(4)]);
    const sent = lane.send(job);
    await cellRuns(lane, job);
    const client = lane.redis.connect('failing');
    expect(await client.del(`bull:${QUEUE_NAMES.cpu}:${String((await lane.find(job))?.id)}:lock`)).toBe(1);
    client.disconnect();

    expect(await lane.gradeOf(await sent)).toMatchObject({ outcome: 'passed' });
    expect(lane.told.filter((line) => line === 'start')).toHaveLength(2);
    expect(lane.told.filter((line) => line === 'end')).toHaveLength(1);
  });
});

describe('Redis that restarts under a worker', { timeout: 60_000 }, () => {
  it('costs nothing: the running job ends, and queued ones are graded', async () => {
    await using folder = await testFolder();
    await using server = await redisServer(folder.path);
    await using lane = await openLane({ REDIS_URL: server.url });
    await using _worker = lane.work();
    const [running, next] = [await lane.job([SOLUTION, SLEEP(4)]), await lane.job([SOLUTION])];
    await lane.producer.add(running);
    await lane.producer.add(next);
    await cellRuns(lane, running);
    await server.restart();

    await using after = openProducer(lane.redis, 'cpu');
    for (const job of [running, next]) {
      const end = await after.wait(await after.add(job), () => undefined);
      expect(await lane.gradeOf(end)).toMatchObject({ outcome: 'passed' });
    }
    expect(lane.told.filter((line) => line === 'end')).toHaveLength(2);
  });
});
