import type { Engine } from '../sandbox/engine.js';
import { removeContainer } from '../sandbox/create.js';
import type { GpuSlot } from '../sandbox/gpu.js';
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

/**
 * Removes what earlier holders of a slot left on this engine, in whatever state.
 *
 * @returns false where there is a container of a later holder: then the slot is not this token's.
 * @throws {PlatformError} where the engine cannot, so that nobody may use the slot yet.
 */
export async function removeEarlierHolders(engine: Engine, slot: GpuSlot, token: number): Promise<boolean> {
  const filters = { label: [`${LABEL_PREFIX}gpu=${slot.device}`, `${LABEL_PREFIX}gpu-slot=${slot.slot}`] };
  const found = await engine.request('list the containers of a GPU', (abortSignal) =>
    engine.docker.listContainers({ all: true, filters, abortSignal }),
  );
  const later = found.filter(({ Labels }) => Number(Labels[`${LABEL_PREFIX}gpu-token`]) >= token);
  for (const container of found) {
    if (!later.includes(container)) await removeContainer(engine, engine.docker.getContainer(container.Id));
  }
  return later.length === 0;
}
