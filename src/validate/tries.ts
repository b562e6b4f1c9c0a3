import { createGate, type Gate } from '../base/gate.js';
import type { Assignment } from '../course/schema.js';
import { Cancelled } from '../grading/cancelled.js';
import { PlatformError } from '../base/platformError.js';
import { keyOf, type AttemptCache } from './attemptCache.js';
import { Desk, type Attempt, type DeskPlace } from './desk.js';
import type { CheckEntry } from './subject.js';
import { notebookQuestion, type TriedNotebook } from './triedNotebook.js';

export interface Try {
  readonly notebook: TriedNotebook;
  readonly check: CheckEntry;
  /** From 1: which random numbers the check draws. */
  readonly seed: number;
  /** A further cell, only for this try. */
  readonly patch?: string;
  /** Whether other work shares the processors. */
  readonly busy?: boolean;
}

type Question = ReturnType<typeof notebookQuestion>;

interface Lane {
  desk: Desk | undefined;
  /** The notebooks that it was asked to hold, the latest last: a desk keeps two. */
  holds: string[];
}

/** Tries checks on as many desks as the machine has room for; what was tried before is not tried again. */
export class Tries implements AsyncDisposable {
  readonly #place: DeskPlace;
  readonly #assignment: Assignment;
  readonly #cache: AttemptCache;
  readonly #digests: ReadonlyMap<string, string>;
  readonly #gate: Gate;
  readonly #free: Lane[];
  readonly #lanes: readonly Lane[];
  readonly #onTry: (done: number, asked: number) => void;
  readonly #signal: AbortSignal | undefined;
  /** Under way: who asks the same meanwhile waits for it. */
  readonly #begun = new Map<string, Promise<Attempt>>();
  #isClosed = false;
  #asked = 0;
  #done = 0;
  /** Tries that were really made. */
  made = 0;
  /** Their milliseconds of processor time. */
  cpuMs = 0;

  constructor(
    place: DeskPlace,
    how: {
      readonly assignment: Assignment;
      readonly cache: AttemptCache;
      /** By the file of a check: the digest of all that it may depend on. */
      readonly digests: ReadonlyMap<string, string>;
      readonly lanes: number;
      /** The first lane's desk, which holds these notebooks, the latest last. */
      readonly desk: Desk;
      readonly holds: readonly TriedNotebook[];
      /** Told how many tries are done, and how many were asked for so far. */
      readonly onTry: (done: number, asked: number) => void;
      readonly signal: AbortSignal | undefined;
    },
  ) {
    this.#place = place;
    this.#assignment = how.assignment;
    this.#cache = how.cache;
    this.#digests = how.digests;
    this.#onTry = how.onTry;
    this.#signal = how.signal;
    const held = how.holds.map((notebook) => keyOf(notebookQuestion(how.assignment, notebook)));
    const first: Lane = { desk: how.desk, holds: held };
    const others = Array.from({ length: how.lanes - 1 }, (): Lane => ({ desk: undefined, holds: [] }));
    this.#lanes = [first, ...others];
    this.#free = [...this.#lanes];
    this.#gate = createGate(how.lanes);
  }

  /**
   * What a check says.
   *
   * @throws {PlatformError} where the engine cannot; never for what the notebook or the patch does.
   * @throws {Cancelled} where the signal came.
   */
  async attempt(asked: Try): Promise<Attempt> {
    this.#onTry(this.#done, ++this.#asked);
    const attempt = await this.#attempt(asked);
    this.#onTry(++this.#done, this.#asked);
    return attempt;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    for (const { desk } of this.#lanes) await desk?.[Symbol.asyncDispose]();
  }

  async #attempt(asked: Try): Promise<Attempt> {
    const { notebook, check, seed, patch, busy = false } = asked;
    const question = notebookQuestion(this.#assignment, notebook);
    const opened = keyOf(question);
    const key = keyOf(this.#place.image, this.#digests.get(check.file), opened, check.id, seed, patch ?? null, busy);
    const known = this.#cache.find(key) ?? this.#begun.get(key);
    if (known !== undefined) return known;
    const begun = this.#make(asked, opened, question);
    this.#begun.set(key, begun);
    const attempt = await begun;
    this.made += 1;
    this.cpuMs += attempt.cpuMs;
    this.#cache.keep(key, attempt);
    // A run that is stopped in the middle has not been for nothing.
    if (this.made % SAVED_EVERY === 0) await this.#cache.save(false);
    return attempt;
  }

  #make({ check, seed, patch, busy = false }: Try, opened: string, question: Question): Promise<Attempt> {
    return this.#onLane(opened, async (lane) => {
      // Those that still wait when one has failed open no container after the last was closed.
      if (this.#isOver()) throw new Cancelled();
      lane.desk ??= await Desk.open(this.#place);
      const { desk } = lane;
      try {
        if (lane.holds.length === 0) await desk.ask('catalogue', {});
        if (lane.holds.at(-1) !== opened) await desk.ask('notebook', question);
        lane.holds = [...lane.holds.filter((held) => held !== opened), opened].slice(-HELD_BY_A_DESK);
        const asked = { check: check.id, seed: hex(seed), patch: patch ?? null, seconds: check.seconds, busy };
        const first = await desk.ask('attempt', asked);
        // Once more: a machine that stood still for that long is nobody's fault, and what is kept is kept for good.
        return first.status === 'timedOut' ? await desk.ask('attempt', asked) : first;
      } catch (error) {
        // The container died of what was tried: memory, mostly. The next try gets another one.
        if (this.#isOver() || !(error instanceof PlatformError) || lane.holds.at(-1) !== opened) throw error;
        Object.assign(lane, { desk: undefined, holds: [] });
        await desk[Symbol.asyncDispose]();
        return { status: 'broken', message: 'It ended the container.', asked: [], cpuMs: 0 } as const;
      }
    });
  }

  #isOver(): boolean {
    return this.#isClosed || this.#signal?.aborted === true;
  }

  /** On a lane of its own, and where there is a choice on one that holds the notebook already. */
  async #onLane<T>(holds: string, work: (lane: Lane) => Promise<T>): Promise<T> {
    return this.#gate(async () => {
      const held = this.#free.findIndex((lane) => lane.holds.includes(holds));
      const [lane] = this.#free.splice(Math.max(0, held), 1) as [Lane];
      try {
        return await work(lane);
      } finally {
        this.#free.push(lane);
      }
    });
  }
}

const SAVED_EVERY = 250;
/** As sandbox/assay_validate/desk.py does. */
const HELD_BY_A_DESK = 2;

/** As a check's seed goes over the wire. */
function hex(seed: number): string {
  return seed.toString(16).padStart(64, '0');
}
