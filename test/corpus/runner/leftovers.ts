import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { GradingContext } from '../../../src/grading/context.js';
import { LABEL_PREFIX } from '../../../src/sandbox/spec.js';
import { containersOf, KEPT } from '../../support/engine.js';

const SETTLE_MS = 5_000;

const eventSchema = z.object({ id: z.string(), Actor: z.object({ Attributes: z.record(z.string(), z.string()) }) });

/** A container that a lane has started: what its processes can be recognised by. */
interface Started {
  readonly id: string;
  readonly uid: string;
}

/** Gives this process a folder of its own for temporary files, which is to be empty after each case. */
export async function ownTmpFolder(): Promise<AsyncDisposable> {
  const before = process.env['TMPDIR'];
  const folder = await mkdtemp(join(tmpdir(), 'assay-corpus-'));
  process.env['TMPDIR'] = folder;
  return {
    async [Symbol.asyncDispose]() {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
      await rm(folder, { recursive: true });
    },
  };
}

/**
 * What one lane has left on the host: containers that are not idle checkers, processes of ended containers, files.
 * Waits a little, for the engine reports an end before the kernel has cleared everything away.
 */
export async function leftovers(context: GradingContext, since: number): Promise<string[]> {
  for (const deadline = Date.now() + SETTLE_MS; ;) {
    const found = [
      ...(await containersOf(context)).filter((one) => !KEPT.includes(one)).map((one) => `a container: ${one}`),
      ...(await processesOf(await endedSince(context, since))),
      ...(await readdir(tmpdir())).map((name) => `a file: ${name}`),
    ];
    if (found.length === 0 || Date.now() > deadline) return found.map((one) => `left behind: ${one}`);
    await sleep(50);
  }
}

/** The names of the engine's volumes: sandboxes have none, so that there can be no new ones. */
export async function volumesOf({ engine }: GradingContext): Promise<string[]> {
  const { Volumes } = await engine.request('list volumes', () => engine.docker.listVolumes());
  return Volumes.map(({ Name }) => Name).sort();
}

async function endedSince({ engine, workerId }: GradingContext, since: number): Promise<Started[]> {
  const events = await engine.request('read events', () =>
    engine.docker.getEvents({
      since: since / 1000,
      until: Date.now() / 1000,
      filters: { event: ['destroy'], label: [`${LABEL_PREFIX}worker=${workerId}`] },
    }),
  );
  let text = '';
  for await (const chunk of events as AsyncIterable<Buffer>) text += chunk.toString('utf8');
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const { id, Actor } = eventSchema.parse(JSON.parse(line));
    return { id, uid: Actor.Attributes[`${LABEL_PREFIX}uid`] ?? '' };
  });
}

/** Processes of these containers, by their user, their control group or the container's id in their command line. */
async function processesOf(started: readonly Started[]): Promise<string[]> {
  if (started.length === 0) return [];
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const read = (name: string): Promise<string> => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '');
      const [status, cgroup, command] = await Promise.all([read('status'), read('cgroup'), read('cmdline')]);
      const uid = /^Uid:\t(\d+)/mu.exec(status)?.[1];
      const owner = started.find((one) => one.uid === uid || `${cgroup}${command}`.includes(one.id));
      return owner ? [`process ${pid} of ${owner.id.slice(0, 12)}: ${command.replaceAll('\0', ' ').slice(0, 80)}`] : [];
    }),
  );
  return found.flat();
}
