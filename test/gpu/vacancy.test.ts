import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MachineGpus } from '../../src/gpu/devices.js';
import { GpuSlots } from '../../src/gpu/gpuSlots.js';
import { clearQuarantine, quarantine, readQuarantine } from '../../src/gpu/quarantine.js';
import { connectEngine } from '../../src/sandbox/engine.js';
import type { GpuLease } from '../../src/sandbox/gpu.js';
import { fileRedis } from '../support/perFile.js';
import { fakeSmi, type FakeSmi } from './fakeSmi.js';
import { machineOf } from './machine.js';

const server = fileRedis();
let redis: Redis;
let smi: FakeSmi;
let device: string;
let told: string[];

beforeEach(async () => {
  redis = new Redis(server.url, { commandTimeout: 2_000 });
  redis.on('error', () => undefined);
  smi = await fakeSmi();
  vi.stubEnv('PATH', smi.path);
  device = `GPU-${randomUUID()}`;
  told = [];
});
afterEach(async () => {
  vi.unstubAllEnvs();
  redis.disconnect();
  await smi[Symbol.asyncDispose]();
});

/** The slots of a device that is looked at, and given up for lost after three looks or so. */
function slotsOf(machine: MachineGpus, vacancyMs = 600): GpuSlots {
  const onQuarantine = (name: string, reason: string): void => {
    told.push(`${name}: ${reason}`);
  };
  return new GpuSlots({ machine, engine: connectEngine(), redis, ttlMs: 5_000, vacancyMs, onQuarantine });
}

const seen = (count = 1): MachineGpus => machineOf({ [device]: count }, true);

async function taken(gpus: GpuSlots): Promise<GpuLease> {
  const lease = await gpus.take();
  if (lease === undefined) throw new Error(`no slot: ${told.join()}`);
  return lease;
}

/** Why the device is set aside; undefined where it is not. */
async function reason(): Promise<string | undefined> {
  return (await readQuarantine(redis)).find((entry) => entry.device === device)?.reason;
}

describe('a device after a submission', () => {
  it('that is empty is free for the next', async () => {
    await smi.tells([{ id: device }]);
    const gpus = slotsOf(seen());
    await (await taken(gpus))[Symbol.asyncDispose]();
    expect(await reason()).toBeUndefined();
    await (await taken(gpus))[Symbol.asyncDispose]();
    expect(told).toEqual([]);
  });

  it('that is empty a moment later, too: the slot is held until then', async () => {
    await smi.tells([{ id: device }]);
    const gpus = slotsOf(seen(), 20_000);
    const lease = await taken(gpus);
    await smi.tells([{ id: device }], [[device, 4711]]);
    const returned = lease[Symbol.asyncDispose]();
    expect(await slotsOf(seen()).take()).toBeUndefined();
    await smi.tells([{ id: device }]);
    await returned;
    expect(await reason()).toBeUndefined();
    await (await taken(slotsOf(seen())))[Symbol.asyncDispose]();
  });

  it('with a process on it is set aside for everybody, until an operator clears it', async () => {
    await smi.tells([{ id: device }]);
    const gpus = slotsOf(seen());
    const lease = await taken(gpus);
    await smi.tells([{ id: device }], [[device, 4711]]);
    await lease[Symbol.asyncDispose]();
    expect(await reason()).toBe('Processes that hold no slot are on it: 4711.');
    expect(told).toEqual([`${device}: Processes that hold no slot are on it: 4711.`]);
    await smi.tells([{ id: device }]);
    expect(await slotsOf(seen()).take()).toBeUndefined();
    expect(await gpus.countUsable()).toBe(0);

    expect(await clearQuarantine(redis, device)).toBe(true);
    expect(await clearQuarantine(redis, device)).toBe(false);
    expect(await gpus.countUsable()).toBe(1);
    await (await taken(gpus))[Symbol.asyncDispose]();
  });

  it.each([
    ['holds memory for nobody', 'tells', [{ usedMiB: 1025 }], /^1025 MiB of it are in use by no process; 1024 may be/u],
    ['has vanished', 'tells', [], /does not list it any more/u],
    ['must be reset', 'tells', [{ pstate: '[GPU requires reset]' }], /says \[GPU requires reset\] of it/u],
    ['cannot be asked after', 'does', 'exit 1', /nvidia-smi .* failed/u],
    ['is spoken of in riddles', 'does', 'echo riddle', /not understood/u],
  ] as const)('that %s is set aside', async (_name, how, what, expected) => {
    await smi.tells([{ id: device }]);
    const lease = await taken(slotsOf(seen()));
    if (how === 'does') await smi.does(what);
    else await smi.tells(what.map((gpu) => ({ id: device, ...gpu })));
    await lease[Symbol.asyncDispose]();
    expect(await reason()).toMatch(expected);
  });

  it('whose tool is gone is set aside, but not where there never was one', async () => {
    await smi.tells([{ id: device }]);
    const lease = await taken(slotsOf(seen()));
    vi.stubEnv('PATH', '/nowhere');
    await lease[Symbol.asyncDispose]();
    expect(await reason()).toMatch(/nvidia-smi, which was there, is gone/u);
    await clearQuarantine(redis, device);
    await (await taken(slotsOf(machineOf({ [device]: 1 }))))[Symbol.asyncDispose]();
    expect(await reason()).toBeUndefined();
  });

  it('keeps the first reason', async () => {
    await quarantine(redis, { device, reason: 'first', at: '2027-01-01T00:00:00Z' });
    await quarantine(redis, { device, reason: 'second', at: '2027-01-02T00:00:00Z' });
    expect(await reason()).toBe('first');
  });
});

describe('a device before a submission', () => {
  it('that somebody else uses is set aside, and the next one is taken', async () => {
    const other = `GPU-${randomUUID()}`;
    await smi.tells([{ id: device }, { id: other }], [[device, 4711]]);
    const lease = await taken(slotsOf(machineOf({ [device]: 1, [other]: 1 }, true)));
    expect(lease.slot.device).toBe(other);
    expect(await reason()).toMatch(/4711/u);
    await lease[Symbol.asyncDispose]();
  });
});

describe('a device of several slots', () => {
  it('is judged once the last of them is given back', async () => {
    await smi.tells([{ id: device }]);
    const gpus = slotsOf(seen(2));
    const [first, second] = [await taken(gpus), await taken(gpus)];
    await smi.tells([{ id: device, usedMiB: 9000 }], [[device, 4711]]);
    await first[Symbol.asyncDispose]();
    expect(await reason()).toBeUndefined();
    const third = await taken(gpus);
    for (const lease of [second, third]) await lease[Symbol.asyncDispose]();
    expect(await reason()).toMatch(/4711/u);
  });
});

describe('a part of a GPU', () => {
  const parts = () => [`MIG-${randomUUID()}`, `MIG-${randomUUID()}`] as const;
  const divided = (gpu: string, ids: readonly string[]): MachineGpus => {
    const { devices } = machineOf(Object.fromEntries(ids.map((id) => [id, 1])), true);
    return { canBeSeen: true, devices: devices.map((part) => ({ ...part, physical: gpu })) };
  };

  /** A GPU in two parts, of which each is held. */
  const bothHeld = async () => {
    const [one, two] = parts();
    const told = {
      id: device,
      parts: [
        [one, '1g.10gb'],
        [two, '1g.10gb'],
      ] as const,
    };
    await smi.tells([told]);
    const gpus = slotsOf(divided(device, [one, two]));
    const [first, second] = [await taken(gpus), await taken(gpus)];
    return { one, two, told, first, second };
  };

  it('is not blamed for a process that the whole GPU is said to have, while another part is held', async () => {
    const { one, two, told, first, second } = await bothHeld();
    await smi.tells([told], [[device, 4711]]);
    await first[Symbol.asyncDispose]();
    expect(await readQuarantine(redis)).not.toContainEqual(expect.objectContaining({ device: one }));
    await second[Symbol.asyncDispose]();
    expect(await readQuarantine(redis)).toContainEqual(expect.objectContaining({ device: two }));
  });

  it('is blamed for one of its own, whoever holds another part', async () => {
    const { one, two, told, first, second } = await bothHeld();
    await smi.tells([told], [[one, 4711]]);
    await first[Symbol.asyncDispose]();
    expect(await readQuarantine(redis)).toContainEqual(expect.objectContaining({ device: one }));
    await second[Symbol.asyncDispose]();
    expect(await readQuarantine(redis)).not.toContainEqual(expect.objectContaining({ device: two }));
  });
});
