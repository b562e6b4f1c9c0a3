import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerInfo } from 'dockerode';
import { removeContainer } from '../sandbox/create.js';
import type { Engine } from '../sandbox/engine.js';
import type { GpuSlot } from '../sandbox/gpu.js';
import { PlatformError } from '../base/platformError.js';
import { LABEL_PREFIX } from '../sandbox/spec.js';

/*
 * Why two submissions never run beside each other in one slot.
 *
 * A lease that expires is no protection by itself: its holder may be stopped, or cut off, and not know. So a container
 * that has the device bears its holder's token, and is born in three steps: it is created, the holder asks Redis
 * whether the slot is still its own (`confirm`), it is started. Whoever takes the slot next has a larger token from
 * that moment on, and before it does anything else removes every container of the slot with a smaller one, whatever
 * state it is in. Take any container of the earlier holder's, and look at when its holder confirmed:
 *
 *   before the slot was taken over: the container existed by then, so it is found and removed, running or not; if it
 *   was only created, its start finds nothing to start.
 *   after: Redis names another token, or none; `confirm` fails and the container is never started.
 *
 * There is no third case, for Redis does one thing at a time. It does not matter how long anybody sleeps between two
 * steps, nor whose clock is right. The one who takes over may fall asleep itself and lose the slot: then it removes
 * only what is older than its own token, and its own `confirm` fails.
 *
 * It holds per engine: workers that give out the same device must use the same one.
 */

/** For a container that somebody else is removing, which may still run. */
const GONE_MS = 20_000;
const LOOK_MS = 100;

/**
 * Removes what earlier holders of a slot left on this engine, in whatever state, and waits until it is gone.
 *
 * @returns false where there is a container of a later holder: then the slot is not this token's.
 * @throws {PlatformError} where the engine cannot, so that nobody may use the slot yet.
 */
export async function removeEarlierHolders(engine: Engine, slot: GpuSlot, token: number): Promise<boolean> {
  for (const deadline = performance.now() + GONE_MS; ;) {
    const found = await containersOf(engine, slot);
    const earlier = found.filter(({ Labels }) => !(Number(Labels[`${LABEL_PREFIX}gpu-token`]) >= token));
    if (earlier.length === 0) return found.length === 0;
    if (performance.now() >= deadline) throw stuck(slot);
    for (const { Id } of earlier) await removeContainer(engine, engine.docker.getContainer(Id));
    await sleep(LOOK_MS);
  }
}

async function containersOf(engine: Engine, { device, slot }: GpuSlot): Promise<ContainerInfo[]> {
  const filters = { label: [`${LABEL_PREFIX}gpu=${device}`, `${LABEL_PREFIX}gpu-slot=${slot}`] };
  return engine.request('list the containers of a GPU', (abortSignal) =>
    engine.docker.listContainers({ all: true, filters, abortSignal }),
  );
}

function stuck({ device, slot }: GpuSlot): PlatformError {
  return new PlatformError(`A container of an earlier submission in slot ${slot} of ${device} does not go away.`, {
    remedy: 'Operator: `docker ps -a` shows it; a process that hangs in the driver ends with a reset or a reboot.',
  });
}
