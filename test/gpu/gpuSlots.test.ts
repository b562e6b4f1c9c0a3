import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { Redis } from 'ioredis';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GradingContext } from '../../src/grading/context.js';
import { GpuSlots } from '../../src/gpu/gpuSlots.js';
import { connectEngine } from '../../src/sandbox/engine.js';
import type { GpuLease } from '../../src/sandbox/gpu.js';
import { testContext } from '../support/engine.js';
import { testFolder } from '../support/folder.js';
import { fileRedis } from '../support/perFile.js';
import { redisServer } from '../support/redisServer.js';
import { waitFor } from '../support/waitFor.js';
import { createHolderContainer } from './holderContainer.js';
import { startHolder } from './holderProcess.js';
import { machineOf } from './machine.js';

const TTL_MS = 1_000;
const server = fileRedis();
let context: GradingContext;
let redis: Redis;
let device: string;

beforeAll(async () => {
  context = await testContext({ workerId: 'gpu-test' });
});
beforeEach(() => {
  redis = new Redis(server.url, { commandTimeout: 2_000 });
  redis.on('error', () => undefined);
  device = `GPU-${randomUUID()}`;
});
afterEach(async () => {
  redis.disconnect();
  for (const { Id } of await containersOfDevice()) await context.engine.docker.getContainer(Id).remove({ force: true });
});

function slotsHere(count = 1, ttlMs = TTL_MS): GpuSlots {
  return new GpuSlots({ machine: machineOf({ [device]: count }), engine: context.engine, redis, ttlMs });
}

function containersOfDevice() {
  return context.engine.docker.listContainers({ all: true, filters: { label: [`org.assay.gpu=${device}`] } });
}

async function taken(gpus: GpuSlots): Promise<GpuLease> {
  return waitFor('a slot', () => gpus.take());
}

describe('a slot', { timeout: 60_000 }, () => {
  it('is one holder’s, is kept by renewals, and is free when it was given back', async () => {
    const gpus = slotsHere();
    const lease = await taken(gpus);
    await sleep(2 * TTL_MS);
    await lease.confirm();
    expect(await slotsHere().take()).toBeUndefined();
    expect([await gpus.countUsable(), await slotsHere().countUsable()]).toEqual([1, 0]);
    await Promise.all([lease[Symbol.asyncDispose](), lease[Symbol.asyncDispose]()]);
    const next = await taken(slotsHere());
    expect(next.token).toBeGreaterThan(lease.token);
    await expect(lease.confirm()).rejects.toThrow(/is not held any more/u);
    await next[Symbol.asyncDispose]();
  });

  it('has as many holders as the device has slots', async () => {
    const gpus = slotsHere(2);
    const leases = [await taken(gpus), await taken(gpus)];
    expect(leases.map(({ slot }) => slot.slot)).toEqual([0, 1]);
    expect(await gpus.take()).toBeUndefined();
    for (const lease of leases) await lease[Symbol.asyncDispose]();
    expect(await gpus.countUsable()).toBe(2);
  });

  it('goes to one of twenty takers in four processes at a time, with growing tokens', { timeout: 90_000 }, async () => {
    const holders = Array.from({ length: 4 }, () => startHolder(server.url, { [device]: 1 }, 10_000));
    const here = Array.from({ length: 16 }, () => slotsHere(1, 10_000));
    // The processes are ready once they have answered.
    await Promise.all(holders.map((holder) => holder.ask('confirm')));
    let last = 0;
    for (let round = 0; round < 3; round += 1) {
      const [theirs, ours] = await Promise.all([
        Promise.all(holders.map((holder) => holder.ask('take'))),
        Promise.all(here.map((gpus) => gpus.take())),
      ]);
      const tokens = [...theirs, ...ours.map((lease) => lease?.token ?? null)].filter((token) => token !== null);
      expect(tokens).toHaveLength(1);
      expect(Number(tokens[0])).toBeGreaterThan(last);
      last = Number(tokens[0]);
      for (const lease of ours) await lease?.[Symbol.asyncDispose]();
      for (const [index, holder] of holders.entries()) if (theirs[index] !== null) await holder.ask('return');
    }
    await Promise.all(holders.map((holder) => holder[Symbol.asyncDispose]()));
  });
});

describe('a holder', { timeout: 60_000 }, () => {
  it('that is killed: the next one has it after the lease has run out, and nothing of the dead one is left', async () => {
    await using dying = startHolder(server.url, { [device]: 1 }, TTL_MS, context.images.student);
    const token = await dying.ask('take');
    for (const step of ['create', 'confirm', 'start', 'create']) expect(await dying.ask(step)).toBe(true);
    const states = (await containersOfDevice()).map(({ State }) => State);
    expect(states.sort()).toEqual(['created', 'running']);
    dying.kill('SIGKILL');
    await dying.ended;

    const next = await taken(slotsHere());
    expect(next.token).toBeGreaterThan(Number(token));
    expect(await containersOfDevice()).toEqual([]);
    await next.confirm();
    await next[Symbol.asyncDispose]();
  });

  it('that slept through its lease after it created a container cannot start it beside the next one’s', async () => {
    await using sleeper = startHolder(server.url, { [device]: 1 }, TTL_MS, context.images.student);
    const token = Number(await sleeper.ask('take'));
    expect(await sleeper.ask('create')).toBe(true);
    expect(await sleeper.ask('confirm')).toBe(true);
    // Between its question and its start: the worst moment.
    sleeper.kill('SIGSTOP');
    const next = await taken(slotsHere());
    const own = await createHolderContainer(context.engine, context.images.student, next);
    sleeper.kill('SIGCONT');

    expect(await sleeper.ask('start')).toMatch(/no such container/iu);
    await waitFor('it to know', () => sleeper.lost.includes(token));
    // What it creates only now it may not start.
    expect(await sleeper.ask('create')).toBe(true);
    expect(await sleeper.ask('confirm')).toMatch(/is not held any more/u);
    expect(await sleeper.ask('return')).toBe(true);
    await next.confirm();
    await own.start();
    expect((await own.inspect()).State.Running).toBe(true);
    await next[Symbol.asyncDispose]();
  });

  it('that takes over late removes nothing of a later holder’s, gives way, and says so', async () => {
    const gpus = slotsHere();
    const before = await taken(gpus);
    await before[Symbol.asyncDispose]();
    // As if the container of somebody with a larger token were there already: it slept between two steps.
    const slot = before.slot;
    const later = await createHolderContainer(context.engine, context.images.student, {
      slot,
      token: Number.MAX_SAFE_INTEGER,
    });
    await expect(gpus.take()).rejects.toThrow(/with a later token than Redis gives out/u);
    expect((await later.inspect()).State.Status).toBe('created');
    expect(await gpus.countUsable()).toBe(1);
  });

  it('that slept gives nothing back that is another’s', async () => {
    const stale = await taken(slotsHere());
    await redis.del(`assay:gpu:${device}:0`);
    const next = await taken(slotsHere());
    await stale[Symbol.asyncDispose]();
    await next.confirm();
    expect(await slotsHere().take()).toBeUndefined();
    await next[Symbol.asyncDispose]();
  });

  it('leaves other slots’ and other programs’ containers alone', async () => {
    const gpus = slotsHere(2);
    const other = await taken(gpus);
    const container = await createHolderContainer(context.engine, context.images.student, other);
    const second = await taken(gpus);
    expect((await container.inspect()).State.Status).toBe('created');
    for (const lease of [other, second]) await lease[Symbol.asyncDispose]();
  });
});

describe('Redis', { timeout: 60_000 }, () => {
  it('that is emptied: the holder knows, and the next token is larger all the same', async () => {
    const lease = await taken(slotsHere());
    await redis.flushall();
    await waitFor('the loss to be known', () => lease.lost.aborted);
    await expect(lease.confirm()).rejects.toThrow(/is not held any more/u);
    const next = await taken(slotsHere());
    expect(next.token).toBeGreaterThan(lease.token);
    await lease[Symbol.asyncDispose]();
    await next.confirm();
    await next[Symbol.asyncDispose]();
  });

  it('that is gone: the holder gives up when its lease may have run out, and confirms nothing', async () => {
    await using own = await testFolder();
    await using away = await redisServer(own.path);
    const client = new Redis(away.url, { commandTimeout: 200, maxRetriesPerRequest: 1 });
    client.on('error', () => undefined);
    const options = { machine: machineOf({ [device]: 1 }), engine: context.engine, redis: client, ttlMs: TTL_MS };
    const lease = await taken(new GpuSlots(options));
    await away.stop();
    await expect(lease.confirm()).rejects.toThrow(/Redis does not say who holds/u);
    await waitFor('the lease to be given up', () => lease.lost.aborted);
    await lease[Symbol.asyncDispose]();
    client.disconnect();
    await away.start();
  });
});

it('an engine that does not answer leaves the slot free', async () => {
  const engine = connectEngine(new Docker({ socketPath: '/nowhere/docker.sock' }));
  const machine = machineOf({ [device]: 1 });
  await expect(new GpuSlots({ machine, engine, redis }).take()).rejects.toThrow(/could not list the containers/u);
  expect(await slotsHere().countUsable()).toBe(1);
});
