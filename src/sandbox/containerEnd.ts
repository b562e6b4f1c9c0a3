import { setTimeout as sleep } from 'node:timers/promises';
import type { Container } from 'dockerode';
import { z } from 'zod';
import type { Engine } from './engine.js';

/** What the host saw of a container's end. Nothing in it was said by the container. */
export interface ContainerEnd {
  readonly oomKilled: boolean;
  /** Where its end was nothing that ran inside: what happened, in a sentence. The platform's failure. */
  readonly lost?: string;
}

/** The engine may hear of what it or the kernel did a moment after the end that it explains. */
const LOOKS = { count: 4, pauseMs: 50 };
/** The engine writes the state down a moment after the streams have ended. */
const STATE_LOOKS = { count: 20, pauseMs: 50 };

/**
 * What ended a container whose streams have ended.
 *
 * @param isOurs whether we have killed it: then nobody else has.
 * @throws {PlatformError} where the engine cannot say, as of a container that somebody has removed.
 */
export async function inspectEnd(engine: Engine, container: Container, isOurs: () => boolean): Promise<ContainerEnd> {
  for (let look = 0; ; look += 1) {
    const { State } = await engine.request('inspect a container', (abortSignal) => container.inspect({ abortSignal }));
    if (!State.Running) {
      if (isOurs()) return { oomKilled: State.OOMKilled };
      const { oom, kill } = await happenings(engine, container, State.OOMKilled);
      const isLost = kill || State.Status === 'removing' || State.Dead;
      return { oomKilled: State.OOMKilled || oom, ...(isLost ? { lost: 'Somebody else has ended a container.' } : {}) };
    }
    if (look === STATE_LOOKS.count)
      return { oomKilled: false, lost: 'The engine lost the streams of a running container.' };
    await sleep(STATE_LOOKS.pauseMs);
  }
}

/** True where the engine says that the kernel killed something of this container's for memory, ever since its start. */
export async function sawOutOfMemory(engine: Engine, container: Container): Promise<boolean> {
  return (await happenings(engine, container)).oom;
}

interface Happenings {
  /** Not `State.OOMKilled`: before Engine 23 it speaks of containers that have ended alone. */
  readonly oom: boolean;
  /** Somebody has asked the engine to end it. Our own Ctrl-C is none; nor is what the container does to itself. */
  readonly kill: boolean;
}

async function happenings(engine: Engine, container: Container, isKnownOom = false): Promise<Happenings> {
  for (let look = 1; ; look += 1) {
    const events = await engine.request('read the events of a container', (abortSignal) =>
      readEvents(engine, container.id, abortSignal),
    );
    const oom = events.some(({ Action }) => Action === 'oom');
    const kill = events.some(({ Action, Actor }) => Action === 'kill' && Actor?.Attributes?.signal !== SIGINT);
    if (oom || kill || isKnownOom || look === LOOKS.count) return { oom, kill };
    await sleep(LOOKS.pauseMs);
  }
}

const SIGINT = '2';

const eventSchema = z.object({
  Action: z.string(),
  Actor: z.object({ Attributes: z.object({ signal: z.string().optional() }).nullish() }).nullish(),
});

async function readEvents(
  engine: Engine,
  id: string,
  abortSignal: AbortSignal,
): Promise<z.infer<typeof eventSchema>[]> {
  const filters = { container: [id], event: ['oom', 'kill'] };
  // With its fraction: whole seconds would leave out the events of this very second.
  const until = Date.now() / 1000;
  const stream = await engine.docker.getEvents({ since: 1, until, filters, abortSignal });
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  const lines = Buffer.concat(chunks).toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => eventSchema.parse(JSON.parse(line)));
}
