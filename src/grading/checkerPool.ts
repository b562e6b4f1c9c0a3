import { totalmem } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { LoadedAssignment } from '../course/load.js';
import type { CheckerSession } from './checkerSession.js';
import type { GradingContext } from './context.js';
import { References } from './reference/references.js';
import { startChecker } from './sandboxes.js';

export interface CheckerPoolOptions {
  /** What the idle checkers of all assignments may occupy together. 0: none waits. */
  readonly memoryBytes: number;
  /** Idle checkers, at most. */
  readonly size: number;
  /** A checker that was started so long ago is not used again. */
  readonly maxAgeMs: number;
  /** Milliseconds on a clock that only goes forward. */
  readonly clock: () => number;
}

/** One that has closed its submission and waits for another. */
interface Idle {
  readonly assignment: string;
  readonly digest: string;
  readonly checker: CheckerSession;
}

const DEFAULTS: CheckerPoolOptions = {
  memoryBytes: Math.floor(totalmem() / 8),
  size: 8,
  maxAgeMs: 30 * 60_000,
  clock: () => performance.now(),
};
const TEND_MS = 30_000;

/**
 * Warm checkers, by assignment version. Each serves one submission at a time and is given back after it. Those of a
 * version that was replaced go with the first submission for the new one; what waits is bounded in number, memory and
 * age, and what was used last is kept.
 */
export class CheckerPool implements AsyncDisposable {
  readonly #context: GradingContext;
  readonly #options: CheckerPoolOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #born = new WeakMap<CheckerSession, number>();
  readonly #going = new Set<Promise<void>>();
  /** The one that was given back last at the end. */
  #idle: Idle[] = [];
  /** The courses' own solutions, for checks that broke. */
  readonly references: References;

  constructor(context: GradingContext, options: Partial<CheckerPoolOptions> = {}) {
    this.#context = context;
    this.#options = { ...DEFAULTS, ...options };
    this.references = new References(context);
    this.#timer = setInterval(() => {
      this.tend();
    }, TEND_MS).unref();
  }

  /** An idle checker of this version that still lives, or a new one. */
  async take(loaded: LoadedAssignment): Promise<CheckerSession> {
    const { assignment, digest } = loaded;
    this.tend();
    this.#keep((idle) => idle.checker.isAlive && (idle.assignment !== assignment.id || idle.digest === digest));
    const found = this.#idle.findLast((idle) => idle.digest === digest);
    if (found) {
      this.#idle = this.#idle.filter((idle) => idle !== found);
      return found.checker;
    }
    const checker = await startChecker(this.#context, loaded);
    this.#born.set(checker, this.#options.clock());
    return checker;
  }

  /** Gives back a checker that has closed its submission in good order. Dispose of any other. */
  giveBack({ assignment, digest }: LoadedAssignment, checker: CheckerSession): void {
    this.#idle.push({ assignment: assignment.id, digest, checker });
    this.tend();
  }

  /** Ends what is too old, and the longest idle of what is too many or too large; called every half minute as well. */
  tend(): void {
    const nowMs = this.#options.clock();
    this.#keep(({ checker }) => nowMs - (this.#born.get(checker) ?? -Infinity) < this.#options.maxAgeMs);
    let bytes = 0;
    const fitting = this.#idle
      .toReversed()
      .filter(
        ({ checker }, place) =>
          (bytes += checker.memoryBytes) <= this.#options.memoryBytes && place < this.#options.size,
      );
    this.#keep((idle) => fitting.includes(idle));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#keep(() => false);
    await Promise.all([...this.#going, this.references[Symbol.asyncDispose]()]);
  }

  #keep(isKept: (idle: Idle) => boolean): void {
    const gone = this.#idle.filter((idle) => !isKept(idle));
    this.#idle = this.#idle.filter((idle) => !gone.includes(idle));
    for (const { checker } of gone) {
      // What an engine that hangs does not remove now is the reaper's, after this process.
      const going = checker[Symbol.asyncDispose]()
        .catch(() => undefined)
        .finally(() => this.#going.delete(going));
      this.#going.add(going);
    }
  }
}
