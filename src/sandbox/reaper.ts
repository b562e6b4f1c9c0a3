import type { Engine } from './engine.js';
import { removeContainer } from './create.js';
import { LABEL_PREFIX } from './spec.js';

const WORKER_LABEL = `${LABEL_PREFIX}worker`;
const LEASE_LABEL = `${LABEL_PREFIX}lease-expires`;

/** What the reaper knows of workers. */
export interface Workers {
  /** The worker that reaps. What carries its name is in use for as long as it runs, whatever the lease says. */
  readonly own?: string;
  /** Whether the worker of this id has certainly ended; when in doubt, the lease decides. */
  readonly hasEnded: (workerId: string) => boolean;
}

/**
 * Removes what workers that were killed outright left behind: sandboxes whose worker has ended or whose lease has run
 * out, running or not. Containers without a lease of ours are not looked at.
 *
 * @param now milliseconds since 1970, by the clock that wrote the leases.
 * @returns the ids of the removed containers.
 * @throws {PlatformError} where one of them could not be removed; the others are all the same.
 */
export async function reap(engine: Engine, now: number, { own, hasEnded }: Workers): Promise<string[]> {
  const filters = { label: [LEASE_LABEL] };
  const found = await engine.request('list containers', (abortSignal) =>
    engine.docker.listContainers({ all: true, filters, abortSignal }),
  );
  const abandoned = found.filter(({ Labels }) => {
    const worker = Labels[WORKER_LABEL] ?? '';
    return worker !== own && (hasEnded(worker) || Date.parse(Labels[LEASE_LABEL] ?? '') < now);
  });
  const removed: string[] = [];
  let failure: { error: unknown } | undefined;
  for (const { Id } of abandoned) {
    try {
      await removeContainer(engine, engine.docker.getContainer(Id));
      removed.push(Id);
    } catch (error) {
      failure ??= { error };
    }
  }
  if (failure) throw failure.error;
  return removed;
}

const PERIOD_MS = 60_000;

/** Reaps now and every minute, until it is disposed of. A failure, or an engine that hangs, waits for the next minute. */
export function startReaper(
  engine: Engine,
  workers: Workers,
  onError: (error: unknown) => void,
  periodMs = PERIOD_MS,
): Disposable {
  let isReaping = false;
  const run = (): void => {
    if (isReaping) return;
    isReaping = true;
    reap(engine, Date.now(), workers)
      .catch(onError)
      .finally(() => (isReaping = false));
  };
  run();
  const timer = setInterval(run, periodMs).unref();
  return {
    [Symbol.dispose]: () => {
      clearInterval(timer);
    },
  };
}
