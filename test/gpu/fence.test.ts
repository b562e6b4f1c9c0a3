import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Engine } from '../../src/sandbox/engine.js';
import { testContext } from '../support/engine.js';
import { fileRedis } from '../support/perFile.js';
import { waitFor } from '../support/waitFor.js';
import { startHolder, type HolderProcess } from './holderProcess.js';

const TTL_MS = 400;
const server = fileRedis();

/** What the engine tells of a device's containers: how many were started, and how many ran at once at the most. */
async function watch({ docker }: Engine, device: string) {
  const filters = { event: ['start', 'die'], label: [`org.assay.gpu=${device}`] };
  const ending = new AbortController();
  const stream = await docker.getEvents({ filters, abortSignal: ending.signal });
  stream.on('error', () => undefined);
  const running = new Set<string>();
  const seen = { starts: 0, mostAtOnce: 0 };
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const { Action, id } = JSON.parse(line) as { Action: string; id: string };
      if (Action === 'die') running.delete(id);
      else running.add(id);
      seen.starts += Action === 'start' ? 1 : 0;
      seen.mostAtOnce = Math.max(seen.mostAtOnce, running.size);
    }
  });
  return {
    seen,
    end: () => {
      ending.abort();
    },
  };
}

it(
  'never do two holders’ containers run at once, whoever is stopped or killed, and when',
  { timeout: 90_000 },
  async () => {
    const { engine, images } = await testContext();
    const device = `GPU-${randomUUID()}`;
    const watching = await watch(engine, device);
    const start = (): HolderProcess => startHolder(server.url, { [device]: 1 }, TTL_MS, images.student);
    const holders = Array.from({ length: 4 }, start);
    const until = Date.now() + 20_000;

    /** One submission after the other, until it is killed; then another process goes on in its place. */
    const work = async (index: number): Promise<void> => {
      while (Date.now() < until) {
        // Of one that was killed no answer comes; one that could not do it says why, which is all right here.
        await holders[index]?.ask('submission').catch(() => undefined);
        await sleep(20);
      }
    };
    const trouble = async (): Promise<void> => {
      while (Date.now() < until) {
        const index = randomInt(holders.length);
        const holder = holders[index];
        holder?.kill('SIGSTOP');
        // Sometimes for longer than its lease.
        await sleep(randomInt(TTL_MS / 2, 2 * TTL_MS));
        holder?.kill('SIGCONT');
        await sleep(randomInt(2 * TTL_MS));
        if (randomInt(8) > 0) continue;
        await holder?.[Symbol.asyncDispose]();
        holders[index] = start();
      }
    };
    await Promise.all(holders.flatMap((_, index) => [work(index), trouble()]));
    await Promise.all(holders.map((holder) => holder[Symbol.asyncDispose]()));

    await waitFor('starts', () => watching.seen.starts > 5);
    watching.end();
    expect(watching.seen.mostAtOnce).toBe(1);
    const left = await engine.docker.listContainers({ all: true, filters: { label: [`org.assay.gpu=${device}`] } });
    for (const { Id } of left) await engine.docker.getContainer(Id).remove({ force: true });
  },
);
