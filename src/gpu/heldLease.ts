import { performance } from 'node:perf_hooks';
import type { GpuLease, GpuSlot } from '../sandbox/gpu.js';
import { PlatformError } from '../base/platformError.js';
import type { LeaseStore } from './leaseStore.js';

interface Holding {
  readonly store: LeaseStore;
  readonly slot: GpuSlot;
  readonly token: number;
  /** When Redis was asked for it, by `performance.now`: Redis's own count began later. */
  readonly askedAt: number;
  readonly ttlMs: number;
}

/** A renewal that fails is tried again this often before the lease runs out. */
const RENEWALS = 6;

/**
 * A held slot, renewed in the background.
 *
 *   held → lost: Redis says that it is not ours, or has not answered for so long that it may have given it away
 *   held → returned (disposed of)
 *
 * Time is this machine's monotonic clock, counted from before each question: so the end is seen here no later than in
 * Redis. A process that was stopped sees it when it goes on; that is too late to prevent anything, which is why
 * `confirm` asks Redis, and why there is a fence (fence.ts).
 */
export class HeldLease implements Omit<GpuLease, 'setAside'> {
  readonly #holding: Holding;
  readonly #lost = new AbortController();
  readonly #renewals: NodeJS.Timeout;
  #askedAt: number;
  #expiry: NodeJS.Timeout | undefined;
  #isOver = false;
  #returned: Promise<void> | undefined;

  constructor(holding: Holding) {
    this.#holding = holding;
    this.#askedAt = holding.askedAt;
    this.#extend(holding.askedAt);
    this.#renewals = setInterval(() => {
      void this.#renew();
    }, holding.ttlMs / RENEWALS).unref();
  }

  get slot(): GpuSlot {
    return this.#holding.slot;
  }

  get token(): number {
    return this.#holding.token;
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async confirm(): Promise<void> {
    const { store, slot, token } = this.#holding;
    let isHeld: boolean;
    try {
      isHeld = await store.isHeldBy(slot, token);
    } catch (cause) {
      throw new PlatformError(`Redis does not say who holds slot ${slot.slot} of ${slot.device}.`, {
        cause,
        remedy: 'Operator: see whether Redis answers; `assay doctor` looks at it.',
      });
    }
    if (!isHeld) this.#lose();
    // What was lost once stays lost, whatever Redis says: the run is being ended already.
    if (isHeld && !this.lost.aborted) return;
    throw new PlatformError(`Slot ${slot.slot} of ${slot.device} is not held any more.`, {
      remedy:
        'Operator: it is tried again by itself. Where it happens often, look for a starved worker or a slow Redis.',
    });
  }

  /** Gives the slot back. Asking again changes nothing; a Redis that is away lets the lease run out. */
  async [Symbol.asyncDispose](): Promise<void> {
    await (this.#returned ??= this.#return());
  }

  async #return(): Promise<void> {
    const { store, slot, token } = this.#holding;
    this.#stop();
    await store.release(slot, token).catch(() => undefined);
  }

  async #renew(): Promise<void> {
    const { store, slot, token } = this.#holding;
    const askedAt = performance.now();
    try {
      if (await store.renew(slot, token)) this.#extend(askedAt);
      else this.#lose();
    } catch {
      // Asked again at the next turn, until the lease may have run out.
    }
  }

  #extend(askedAt: number): void {
    if (this.#isOver) return;
    this.#askedAt = Math.max(this.#askedAt, askedAt);
    clearTimeout(this.#expiry);
    this.#expiry = setTimeout(
      () => {
        this.#lose();
      },
      Math.max(0, this.#askedAt + this.#holding.ttlMs - performance.now()),
    ).unref();
  }

  #lose(): void {
    if (this.#isOver) return;
    this.#stop();
    this.#lost.abort();
  }

  #stop(): void {
    this.#isOver = true;
    clearInterval(this.#renewals);
    clearTimeout(this.#expiry);
  }
}
