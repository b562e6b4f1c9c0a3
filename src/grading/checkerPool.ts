import type { LoadedAssignment } from '../course/load.js';
import type { CheckerSession } from './checkerSession.js';
import type { GradingContext } from './context.js';
import { startChecker } from './sandboxes.js';

/**
 * Warm checkers, by assignment version. Each serves one submission at a time; there are never more than
 * submissions at once, because every submission gives its checker back.
 */
export class CheckerPool implements AsyncDisposable {
  readonly #context: GradingContext;
  readonly #idle = new Map<string, CheckerSession[]>();

  constructor(context: GradingContext) {
    this.#context = context;
  }

  /** An idle checker of this version that still lives, or a new one. */
  async take(loaded: LoadedAssignment): Promise<CheckerSession> {
    for (;;) {
      const idle = this.#idle.get(loaded.digest)?.pop();
      if (!idle) return startChecker(this.#context, loaded);
      if (idle.isAlive) return idle;
      await idle[Symbol.asyncDispose]();
    }
  }

  /** Gives back a checker that has closed its submission in good order. Dispose of any other. */
  giveBack(loaded: LoadedAssignment, checker: CheckerSession): void {
    const idle = this.#idle.get(loaded.digest) ?? [];
    idle.push(checker);
    this.#idle.set(loaded.digest, idle);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const all = [...this.#idle.values()].flat();
    this.#idle.clear();
    await Promise.all(all.map((checker) => checker[Symbol.asyncDispose]()));
  }
}
