import type { Engine } from './engine.js';
import { removeContainer } from './create.js';
import { LABEL_PREFIX } from './spec.js';

const WORKER_LABEL = `${LABEL_PREFIX}worker`;
const LEASE_LABEL = `${LABEL_PREFIX}lease-expires`;

/**
 * Removes what workers that were killed outright left behind: sandboxes whose worker has ended or whose lease has run
 * out. Containers without a lease of ours are not looked at.
 *
 * @param now milliseconds since 1970, by the clock that wrote the leases.
 * @param hasEnded whether the worker of this id has certainly ended; when in doubt, the lease decides.
 * @returns the ids of the removed containers.
 */
export async function reap(engine: Engine, now: number, hasEnded: (workerId: string) => boolean): Promise<string[]> {
  const filters = { label: [LEASE_LABEL] };
  const found = await engine.request('list containers', (abortSignal) =>
    engine.docker.listContainers({ all: true, filters, abortSignal }),
  );
  const abandoned = found.filter(
    ({ Labels }) => hasEnded(Labels[WORKER_LABEL] ?? '') || Date.parse(Labels[LEASE_LABEL] ?? '') < now,
  );
  for (const { Id } of abandoned) await removeContainer(engine, engine.docker.getContainer(Id));
  return abandoned.map(({ Id }) => Id);
}

const PERIOD_MS = 60_000;

/** Reaps now and every minute, until it is disposed of. A failure waits for the next minute. */
export function startReaper(
  engine: Engine,
  hasEnded: (workerId: string) => boolean,
  onError: (error: unknown) => void,
): Disposable {
  const run = (): void => {
    reap(engine, Date.now(), hasEnded).catch(onError);
  };
  run();
  const timer = setInterval(run, PERIOD_MS).unref();
  return {
    [Symbol.dispose]: () => {
      clearInterval(timer);
    },
  };
}
