/**
 * A process that holds slots, for tests that kill or stop it. It is told on stdin, one word a line, and answers on
 * stdout, one JSON value a line:
 *
 *   take → the token, or null        confirm → true, or the error's message
 *   create, start → as `confirm`: the container of the lease, in the order that the sandbox keeps
 *   return → true                    submission → all of these in a row: true, or the error's message; null without a slot
 *
 * `{"lost": token}` comes by itself.
 */
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Container } from 'dockerode';
import { GpuSlots } from '../../src/gpu/gpuSlots.js';
import { removeContainer } from '../../src/sandbox/create.js';
import { connectEngine } from '../../src/sandbox/engine.js';
import type { GpuLease } from '../../src/sandbox/gpu.js';
import { createHolderContainer } from './holderContainer.js';
import { machineOf } from './machine.js';

const [url = '', devices = '{}', ttlMs = '1000', image = ''] = process.argv.slice(2);
const engine = connectEngine();
const redis = new Redis(url, { commandTimeout: 2_000, maxRetriesPerRequest: 1 });
redis.on('error', () => undefined);
const machine = machineOf(JSON.parse(devices) as Record<string, number>);
const gpus = new GpuSlots({ machine, engine, redis, ttlMs: Number(ttlMs) });

let lease: GpuLease | undefined;
let container: Container | undefined;
const say = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};

const commands: Record<string, () => Promise<unknown>> = {
  async take() {
    const taken = await gpus.take();
    if (taken === undefined) return null;
    lease = taken;
    taken.lost.addEventListener('abort', () => {
      say({ lost: taken.token });
    });
    return taken.token;
  },
  async confirm() {
    await lease?.confirm();
    return true;
  },
  async create() {
    if (lease !== undefined) container = await createHolderContainer(engine, image, lease);
    return true;
  },
  async start() {
    await container?.start();
    return true;
  },
  async return() {
    await lease?.[Symbol.asyncDispose]();
    return true;
  },
};

/** As a submission has it, with a moment in each step for somebody to stop or kill this process. */
async function submission(): Promise<unknown> {
  const own = await gpus.take();
  if (own === undefined) return null;
  await sleep(100);
  const made = await createHolderContainer(engine, image, own);
  try {
    await sleep(100);
    await own.confirm();
    await made.start();
    await sleep(200);
    return true;
  } finally {
    await removeContainer(engine, made);
    await own[Symbol.asyncDispose]();
  }
}
commands['submission'] = submission;

for await (const line of createInterface({ input: process.stdin })) {
  say(await commands[line]?.().catch((error: unknown) => (error as Error).message));
}
redis.disconnect();
