import { randomUUID } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MachineGpus } from '../../src/gpu/devices.js';
import { GpuSlots } from '../../src/gpu/gpuSlots.js';
import { clearQuarantine, quarantine, readQuarantine } from '../../src/gpu/quarantine.js';
import type { GradeJob } from '../../src/queue/job.js';
import type { WorkerOptions } from '../../src/queue/worker.js';
import { containersOf } from '../support/engine.js';
import { testFolder, type TestFolder } from '../support/folder.js';
import { gpuEngine, type GpuEngine } from '../support/gpuEngine.js';
import { NO_OWN_ENGINE } from '../support/ownEngine.js';
import { redisServer, type RedisServer } from '../support/redisServer.js';
import { waitFor } from '../support/waitFor.js';
import { fakeSmi, type FakeSmi } from '../gpu/fakeSmi.js';
import { machineOf } from '../gpu/machine.js';
import { openLane, SOLUTION, type Lane } from './lane.js';
import { workerProcess } from './workerProcess.js';

if (NO_OWN_ENGINE !== undefined) console.warn(`Tests of the gpu lane are skipped: it ${NO_OWN_ENGINE}.`);

/** As the stand-in of the runner understands it. */
const SLEEP = (seconds: number): string => String(seconds);

let gpus: GpuEngine | undefined;
let folder: TestFolder;
let server: RedisServer;
let redis: Redis;
let smi: FakeSmi;
let lane: Lane;
let device: string;

beforeAll(async () => {
  if (NO_OWN_ENGINE === undefined)
    gpus = await gpuEngine({ requestMs: 30_000, signalMs: 10_000, standstillMs: 120_000 });
}, 60_000);
afterAll(async () => {
  await gpus?.[Symbol.asyncDispose]();
});
beforeEach(async () => {
  folder = await testFolder();
  server = await redisServer(folder.path);
  redis = new Redis(server.url, { commandTimeout: 2_000 });
  redis.on('error', () => undefined);
  smi = await fakeSmi();
  vi.stubEnv('PATH', smi.path);
  device = `GPU-${randomUUID()}`;
  await smi.tells([{ id: device }]);
  const on = gpus && { engine: gpus.own.engine, images: { ...gpus.own.images, gpuStudent: gpus.own.images.student } };
  lane = await openLane({ REDIS_URL: server.url }, 'gpu', on);
});
afterEach(async () => {
  redis.disconnect();
  vi.unstubAllEnvs();
  for (const resource of [lane, smi, server, folder]) await resource[Symbol.asyncDispose]();
});

const machine = (): MachineGpus => machineOf({ [device]: 1 }, true);

function slotsHere(): GpuSlots {
  return new GpuSlots({ machine: machine(), engine: lane.context.engine, redis, ttlMs: 2_000, vacancyMs: 500 });
}

const work = (options: Partial<WorkerOptions> = {}) =>
  lane.work({ gpus: slotsHere(), gpuLookMs: 100, concurrency: 1, ...options });

/** From now on the assignment wants a GPU so much. */
async function wants(gpu: 'required' | 'preferred'): Promise<void> {
  await appendFile(join(lane.courseDir, 'quick', 'assignment.yaml'), `gpu: ${gpu}\n`);
}

function cellRuns(job: GradeJob): Promise<unknown> {
  return waitFor('a cell to run', async () => {
    const found = await lane.find(job);
    return found && (found.progress as { phase?: string }).phase === 'cell';
  });
}

/** Nobody holds a slot. */
async function allFree(): Promise<boolean> {
  return (await redis.exists(`assay:gpu:${device}:0`)) === 0;
}

describe.skipIf(NO_OWN_ENGINE !== undefined)('a job of the gpu lane', { timeout: 60_000 }, () => {
  it('runs with a slot, its grade names the device, and the slot is free after it', async () => {
    await wants('required');
    await using _worker = work();
    const job = await lane.job([SOLUTION, SLEEP(1)]);
    const sent = lane.send(job);
    await cellRuns(job);
    expect(await allFree()).toBe(false);
    const grade = await lane.gradeOf(await sent);
    expect(grade).toMatchObject({ outcome: 'passed', environment: { device } });
    expect((await gpus?.asked())?.at(-1)?.nvidia).toContain(`NVIDIA_VISIBLE_DEVICES=${device}`);
    expect(await allFree()).toBe(true);
    expect(await readQuarantine(redis)).toEqual([]);
  });

  it('waits for a slot that another machine’s worker holds, and costs no try', async () => {
    const lease = await slotsHere().take();
    await using _worker = work();
    const job = await lane.job([SOLUTION]);
    const sent = lane.send(job);
    await waitFor('the job to be queued', () => lane.find(job));
    expect(lane.told).toEqual([]);
    await lease?.[Symbol.asyncDispose]();
    expect(await lane.gradeOf(await sent)).toMatchObject({ outcome: 'passed' });
    expect(lane.told).toEqual(['start', 'end']);
    expect((await lane.find(job))?.attemptsMade).toBe(1);
  });

  it('waits while every device is set aside, and is graded once an operator has cleared one', async () => {
    await using _worker = work();
    const first = await lane.job([SOLUTION, SLEEP(1)]);
    const sent = lane.send(first);
    await cellRuns(first);
    await smi.tells([{ id: device }], [[device, 4711]]);
    expect(await lane.gradeOf(await sent)).toMatchObject({ outcome: 'passed' });
    expect(await readQuarantine(redis)).toMatchObject([{ device }]);

    const second = await lane.job([SOLUTION, 'print(answer)']);
    const waiting = lane.send(second);
    await waitFor('the job to be queued', () => lane.find(second));
    expect(lane.told.filter((line) => line === 'start')).toHaveLength(1);
    await smi.tells([{ id: device }]);
    await clearQuarantine(redis, device);
    expect(await lane.gradeOf(await waiting)).toMatchObject({ outcome: 'passed' });
    expect((await lane.find(second))?.attemptsMade).toBe(1);
  });

  it('whose device the engine cannot give goes back without a try counted, and the device is set aside', async () => {
    await using _worker = work();
    await gpus?.setGone(true);
    const job = await lane.job([SOLUTION]);
    const sent = lane.send(job);
    await waitFor('the device to be set aside', async () => (await readQuarantine(redis)).length > 0);
    const [aside] = await readQuarantine(redis);
    expect(aside?.device).toBe(device);
    expect(aside?.reason).toMatch(/hook.*Operator: .*dmesg/su);
    await waitFor('the slot to be free', allFree);
    expect(lane.told).toEqual(['start', 'error']);

    await gpus?.setGone(false);
    await clearQuarantine(redis, device);
    expect(await lane.gradeOf(await sent)).toMatchObject({ outcome: 'passed', environment: { device } });
    expect((await lane.find(job))?.attemptsMade).toBe(1);
  });

  it('that comes just as the device is set aside goes back', async () => {
    const gpus = slotsHere();
    await using _worker = work({ gpus, gpuLookMs: 600_000 });
    // The gate has opened, and does not look again.
    await waitFor('the worker to be there', async () => (await lane.producer.countWorkers()) === 1);
    await quarantine(redis, { device, reason: 'a test', at: new Date().toISOString() });
    const job = await lane.job([SOLUTION]);
    await lane.producer.add(job);
    await waitFor('the job to come back', async () => {
      const found = await lane.find(job);
      return found !== undefined && found.attemptsStarted > 0 && (await found.getState()) === 'prioritized';
    });
    expect((await lane.find(job))?.attemptsMade).toBe(0);
    expect(lane.told).toEqual([]);
  });

  it('whose slot is lost ends, and is graded again without a try counted', async () => {
    await using _worker = work();
    const job = await lane.job([SOLUTION, SLEEP(3)]);
    const sent = lane.send(job);
    await cellRuns(job);
    await redis.del(`assay:gpu:${device}:0`);
    expect(await lane.gradeOf(await sent)).toMatchObject({ outcome: 'passed' });
    expect(lane.told).toEqual(['start', 'error', 'start', 'end']);
    expect((await lane.find(job))?.attemptsMade).toBe(1);
    expect(await allFree()).toBe(true);
  });

  it('that is killed with its worker gives the slot back', async () => {
    const worker = work();
    const job = await lane.job([SOLUTION, SLEEP(100)]);
    await lane.producer.add(job);
    await cellRuns(job);
    await worker.kill();
    expect(await allFree()).toBe(true);
    expect(await containersOf(lane.context)).toEqual([]);
    expect(await (await lane.find(job))?.getState()).toBe('prioritized');
    expect((await lane.find(job))?.attemptsMade).toBe(0);
  });

  it('that fails gives the slot back', async () => {
    await using _worker = work();
    expect((await lane.send({ ...(await lane.job([SOLUTION])), notebook: '0'.repeat(64) })).kind).not.toBe('graded');
    expect(await allFree()).toBe(true);
  });
});

describe.skipIf(NO_OWN_ENGINE)('a worker with a job of the gpu lane', { timeout: 90_000 }, () => {
  /** The tokens of the containers that have the device, and whether these run. */
  async function holders(): Promise<(readonly [token: number, state: string])[]> {
    const filters = { label: [`org.assay.gpu=${device}`] };
    const found = await lane.context.engine.docker.listContainers({ all: true, filters });
    return found.map(({ Labels, State }) => [Number(Labels['org.assay.gpu-token']), State]);
  }

  it.each(['SIGKILL', 'SIGSTOP'] as const)(
    'that gets %s is taken over: its container makes way, and the job is graded once',
    async (signal) => {
      const job = await lane.job([SLEEP(3)]);
      await using other = await workerProcess(lane, folder.path, { machine: machine(), redisUrl: server.url });
      const sent = lane.send(job);
      await cellRuns(job);
      const [before] = await waitFor('its container', holders);
      expect(before?.[1]).toBe('running');
      await other.kill(signal);

      await using _worker = work({ lockMs: 1_000 });
      const after = await waitFor('the next one’s container', async () =>
        (await holders()).find(([token]) => token > (before?.[0] ?? 0)),
      );
      expect((await holders()).map(([token]) => token)).toEqual([after[0]]);
      // One that only slept goes on now, beside the next one.
      await other.kill('SIGCONT');
      expect(await lane.gradeOf(await sent)).toMatchObject({ outcome: 'passed', environment: { device } });
      expect(lane.told.filter((line) => line === 'end')).toHaveLength(1);
      await waitFor('the end of all containers', async () => (await holders()).length === 0);
      expect(await allFree()).toBe(true);
    },
  );
});

describe('without GPUs', { timeout: 60_000 }, () => {
  it('a job that prefers one runs on processors', async () => {
    await wants('preferred');
    await using _worker = lane.work();
    const grade = await lane.gradeOf(await lane.send(await lane.job([SOLUTION])));
    expect(grade).toMatchObject({ outcome: 'passed', environment: { device: 'cpu' } });
  });

  it('a job that needs one is not graded, and the operator is told what to do', async () => {
    await wants('required');
    await using _worker = lane.work();
    const end = await lane.send(await lane.job([SOLUTION]));
    expect(end).toMatchObject({ kind: 'platformFailure' });
    expect(end).toHaveProperty(
      'message',
      expect.stringMatching(/^quick needs a GPU, .* Operator: start a worker with/u),
    );
  });
});

it('a worker of which no slot can be had stops at once', { timeout: 60_000 }, async () => {
  await quarantine(redis, { device, reason: 'a test', at: new Date().toISOString() });
  const worker = work({ lanes: ['cpu', 'gpu'] });
  await worker.drain();
  await worker.kill();
});
