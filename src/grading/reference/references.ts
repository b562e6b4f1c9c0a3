import type { LoadedAssignment } from '../../course/load.js';
import type { GradingContext } from '../context.js';
import { Reference } from './reference.js';

const IDLE_MS = 10 * 60_000;
/** Idle ones; more only while each of them is being asked. */
const HELD_MAX = 2;

interface Held {
  readonly assignment: string;
  readonly abort: AbortController;
  readonly reference: Promise<Reference | undefined>;
  readonly timer: NodeJS.Timeout;
  isBusy: () => boolean;
}

/**
 * The solutions that checks are asked against, one for each version of an assignment: started when first asked for,
 * kept for ten minutes after it was asked last, replaced when it died.
 */
export class References implements AsyncDisposable {
  readonly #context: GradingContext;
  /** By digest, the one that was asked last at the end. */
  readonly #held = new Map<string, Held>();

  constructor(context: GradingContext) {
    this.#context = context;
  }

  /**
   * @returns `undefined` where the assignment has no solution that can be run.
   * @throws {PlatformError} where it cannot be started; the next call tries again.
   */
  async of(loaded: LoadedAssignment): Promise<Reference | undefined> {
    const { digest } = loaded;
    const held = this.#held.get(digest) ?? this.#start(loaded);
    try {
      const reference = await held.reference;
      if (!reference || reference.isAlive || reference.isBusy) {
        held.timer.refresh();
        this.#held.delete(digest);
        this.#held.set(digest, held);
        return reference;
      }
    } catch (error) {
      if (this.#held.get(digest) === held) this.#held.delete(digest);
      throw error;
    }
    await this.#dispose(digest, held);
    return this.of(loaded);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#held].map(([digest, held]) => this.#dispose(digest, held)));
  }

  #start(loaded: LoadedAssignment): Held {
    const { digest, assignment } = loaded;
    const idle = [...this.#held].filter(([, { isBusy }]) => !isBusy());
    const old = idle.filter((entry) => entry[1].assignment === assignment.id);
    const surplus = idle.slice(0, Math.max(0, this.#held.size - HELD_MAX + 1));
    for (const entry of new Set([...old, ...surplus])) void this.#dispose(...entry);
    const abort = new AbortController();
    const reference = Reference.start(this.#context, loaded, abort.signal);
    const timer = setTimeout(() => {
      if (held.isBusy()) timer.refresh();
      else void this.#dispose(digest, held);
    }, IDLE_MS).unref();
    const held: Held = { assignment: assignment.id, abort, reference, timer, isBusy: () => true };
    reference.then(
      (made) => {
        held.isBusy = (): boolean => made?.isBusy === true;
      },
      () => {
        held.isBusy = (): boolean => false;
      },
    );
    this.#held.set(digest, held);
    return held;
  }

  async #dispose(digest: string, held: Held): Promise<void> {
    if (this.#held.get(digest) === held) this.#held.delete(digest);
    clearTimeout(held.timer);
    held.abort.abort();
    const reference = await held.reference.catch(() => undefined);
    await reference?.[Symbol.asyncDispose]();
  }
}
