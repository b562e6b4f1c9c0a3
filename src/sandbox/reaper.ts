import { removeContainer } from './create.js';
import type { Engine } from './engine.js';
import { LABEL_PREFIX } from './spec.js';

const WORKER_LABEL = `${LABEL_PREFIX}worker`;
const PERIOD_MS = 60_000;
/** A day of looks, one a minute: no sandbox of a living worker is as old as that. */
const MAX_LOOKS = 24 * 60;

/** What has become of the worker of this id, as far as can be told from here. */
export type FateOf = (workerId: string) => 'lives' | 'ended' | 'unknown';

/**
 * Removes what workers that were killed outright left behind: sandboxes whose worker has ended, running or not.
 * Containers without a worker of ours are not looked at, and nothing is taken from a worker that lives.
 *
 * Of a worker in another place nobody can tell. What is its, goes when this reaper has seen it `maxLooks` times itself:
 * counted in looks, so that no clock that jumps, here or there, removes anything.
 *
 * open → (look)*; it knows only what it has seen itself.
 */
export class Reaper {
  readonly #engine: Engine;
  readonly #fateOf: FateOf;
  readonly #maxLooks: number;
  #looks = new Map<string, number>();

  constructor(engine: Engine, fateOf: FateOf, maxLooks = MAX_LOOKS) {
    this.#engine = engine;
    this.#fateOf = fateOf;
    this.#maxLooks = maxLooks;
  }

  /**
   * @returns the ids of the removed containers.
   * @throws {PlatformError} where one of them could not be removed; the others are all the same.
   */
  async look(): Promise<string[]> {
    const filters = { label: [WORKER_LABEL] };
    const found = await this.#engine.request('list containers', (abortSignal) =>
      this.#engine.docker.listContainers({ all: true, filters, abortSignal }),
    );
    const doubtful = found.filter(({ Labels }) => this.#fateOf(Labels[WORKER_LABEL] ?? '') === 'unknown');
    this.#looks = new Map(doubtful.map(({ Id }) => [Id, (this.#looks.get(Id) ?? 0) + 1]));
    const removed: string[] = [];
    let failure: { error: unknown } | undefined;
    for (const { Id, Labels } of found) {
      const isAbandoned =
        this.#fateOf(Labels[WORKER_LABEL] ?? '') === 'ended' || (this.#looks.get(Id) ?? 0) > this.#maxLooks;
      if (!isAbandoned) continue;
      try {
        await removeContainer(this.#engine, this.#engine.docker.getContainer(Id));
        removed.push(Id);
      } catch (error) {
        failure ??= { error };
      }
    }
    if (failure) throw failure.error;
    return removed;
  }
}

/** Looks now and every minute, until it is disposed of. A failure, or an engine that hangs, waits for the next minute. */
export function startReaper(reaper: Reaper, onError: (error: unknown) => void, periodMs = PERIOD_MS): Disposable {
  let isReaping = false;
  const run = (): void => {
    if (isReaping) return;
    isReaping = true;
    reaper
      .look()
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
