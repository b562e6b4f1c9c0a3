import type { LoadedAssignment } from '../../course/load.js';
import type { GradingContext } from '../context.js';
import { startStudent } from '../sandboxes.js';
import type { StudentSession } from '../studentSession.js';
import { Demand } from './demand.js';
import { Slot } from './slot.js';

export interface StudentPoolOptions {
  /** What the waiting containers of all kinds may occupy together. 0: none waits. */
  readonly memoryBytes: number;
  /** Waiting containers of one kind, at most. */
  readonly size: number;
  /** A container that has waited for so long is replaced. */
  readonly maxAgeMs: number;
  /** How long a container that was taken makes the pool expect another like it. */
  readonly demandMs: number;
  /** Containers that import at the same time, at most. */
  readonly warming: number;
  /** Milliseconds on a clock that only goes forward. */
  readonly clock: () => number;
  /** A container could not be warmed. Nothing is lost: submissions start containers of their own. */
  readonly onFailure?: (error: unknown) => void;
}

/** Containers that may stand in for one another: nothing differs that is fixed before a notebook comes. */
interface Kind {
  readonly loaded: LoadedAssignment;
  readonly demand: Demand;
  /** So many wait whatever the demand. */
  floor: number;
  /** Oldest first. */
  slots: Slot[];
  /** What one occupies: its limit, until one has said. */
  slotBytes: number;
  /** After a failure nothing is tried before this. */
  pausedUntilMs: number;
}

const TEND_MS = 5_000;
const PAUSE_MS = 60_000;

/**
 * Virgin student containers that have imported what their assignment preloads, so that a submission starts at once.
 *
 * A kind wants as many waiting containers as were taken of it within `demandMs`, at most `size`, and never more than the
 * memory of all kinds allows; the kind that was asked for last is filled first. So the first submission after a quiet
 * time starts its own container, the next ones do not, and what nobody asks for any more is removed. What has run
 * student code never comes back: a taken container is its submission's alone.
 *
 * open → disposed. `take` works in both, for it starts a container itself where none waits.
 */
export class StudentPool implements AsyncDisposable {
  readonly #context: GradingContext;
  readonly #options: StudentPoolOptions;
  readonly #kinds = new Map<string, Kind>();
  readonly #timer: NodeJS.Timeout;
  #isClosed = false;

  constructor(context: GradingContext, options: StudentPoolOptions) {
    this.#context = context;
    this.#options = options;
    this.#timer = setInterval(() => void this.tend(), TEND_MS).unref();
  }

  /** How many containers wait, ready or still importing, and what they occupy. */
  get state(): { readonly ready: number; readonly warming: number; readonly memoryBytes: number } {
    const slots = [...this.#kinds.values()].flatMap((kind) => kind.slots);
    const ready = slots.filter((slot) => slot.isReady).length;
    return { ready, warming: slots.length - ready, memoryBytes: this.#usedBytes() };
  }

  /** Keeps `count` containers ready for this assignment, asked for or not, as far as the memory allows. */
  keep(loaded: LoadedAssignment, count: number): void {
    this.#kindOf(loaded).floor = Math.min(count, this.#options.size);
    this.#refill();
  }

  /**
   * A virgin container for one submission: one that waits and still answers, or a new one.
   *
   * @throws {PlatformError} where a new one cannot be started.
   */
  async take(loaded: LoadedAssignment, submission: string): Promise<StudentSession> {
    const kind = this.#kindOf(loaded);
    kind.demand.note(this.#options.clock());
    try {
      for (let slot = kind.slots.shift(); slot; slot = kind.slots.shift()) {
        const session = await slot.take();
        if (session) return session;
      }
      const session = await startStudent(this.#context, loaded, submission);
      kind.slotBytes = session.memoryBytes;
      return session;
    } finally {
      this.#refill();
    }
  }

  /** Removes what is too old or not wanted any more and warms what is missing; called every few seconds. */
  async tend(): Promise<void> {
    const nowMs = this.#options.clock();
    const removed: Slot[] = [];
    for (const [key, kind] of this.#kinds) {
      const fresh = kind.slots.filter((slot) => !this.#isAged(slot));
      const kept = fresh.slice(0, this.#wanted(kind, nowMs));
      removed.push(...kind.slots.filter((slot) => !kept.includes(slot)));
      kind.slots = kept;
      if (this.#wanted(kind, nowMs) === 0) this.#kinds.delete(key);
    }
    this.#refill();
    await Promise.all(removed.map((slot) => this.#remove(slot)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    const slots = [...this.#kinds.values()].flatMap((kind) => kind.slots.splice(0));
    await Promise.all(slots.map((slot) => slot[Symbol.asyncDispose]()));
  }

  #kindOf(loaded: LoadedAssignment): Kind {
    const { limits, preload, seed, arrays, data } = loaded.assignment;
    // Data are mounted when a container is created: only those of the same version, in the same place, are the same.
    const mounted = data === undefined ? null : [loaded.dir, loaded.digest];
    const key = JSON.stringify([limits, preload, seed, arrays, mounted, loaded.image?.lock ?? null]);
    let kind = this.#kinds.get(key);
    if (!kind) {
      const demand = new Demand(this.#options.demandMs, this.#options.size);
      const slotBytes = limits.memoryMiB * 1024 * 1024;
      kind = { loaded, demand, floor: 0, slots: [], slotBytes, pausedUntilMs: -Infinity };
      this.#kinds.set(key, kind);
    }
    return kind;
  }

  #wanted(kind: Kind, nowMs: number): number {
    return Math.max(kind.floor, kind.demand.wanted(nowMs));
  }

  #isAged(slot: Slot): boolean {
    return this.#options.clock() - slot.bornMs >= this.#options.maxAgeMs;
  }

  #usedBytes(): number {
    return [...this.#kinds.values()].reduce((sum, { slots, slotBytes }) => sum + slots.length * slotBytes, 0);
  }

  #refill(): void {
    const nowMs = this.#options.clock();
    const kinds = [...this.#kinds.values()].sort((a, b) => b.demand.lastMs - a.demand.lastMs);
    for (const kind of kinds) {
      while (
        !this.#isClosed &&
        kind.pausedUntilMs <= nowMs &&
        kind.slots.length < this.#wanted(kind, nowMs) &&
        this.state.warming < this.#options.warming &&
        this.#usedBytes() + kind.slotBytes <= this.#options.memoryBytes
      ) {
        this.#warm(kind, nowMs);
      }
    }
  }

  #warm(kind: Kind, nowMs: number): void {
    const slot = new Slot(this.#context, kind.loaded, nowMs);
    kind.slots.push(slot);
    slot.warmed.then(
      ({ memoryBytes }) => {
        kind.slotBytes = memoryBytes;
        this.#refill();
      },
      (error: unknown) => {
        // A slot that was taken or removed meanwhile has told its taker, or nobody cares.
        if (!kind.slots.includes(slot)) return;
        kind.slots = kind.slots.filter((other) => other !== slot);
        kind.pausedUntilMs = this.#options.clock() + PAUSE_MS;
        this.#options.onFailure?.(error);
      },
    );
  }

  async #remove(slot: Slot): Promise<void> {
    await slot[Symbol.asyncDispose]().catch((error: unknown) => this.#options.onFailure?.(error));
  }
}
