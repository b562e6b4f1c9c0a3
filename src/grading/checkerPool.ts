import type { LoadedAssignment } from '../course/load.js';
import type { CheckerSession } from './checkerSession.js';
import type { GradingContext } from './context.js';
import { startChecker } from './sandboxes.js';

/** The idle checkers of one version of an assignment. */
interface Idle {
  readonly assignment: string;
  readonly checkers: CheckerSession[];
}

/**
 * Warm checkers, by assignment version. Each serves one submission at a time; there are never more than
 * submissions at once, because every submission gives its checker back. Those of a version that was replaced go with
 * the first submission for the new one.
 */
export class CheckerPool implements AsyncDisposable {
  readonly #context: GradingContext;
  readonly #idle = new Map<string, Idle>();

  constructor(context: GradingContext) {
    this.#context = context;
  }

  /** An idle checker of this version that still lives, or a new one. */
  async take(loaded: LoadedAssignment): Promise<CheckerSession> {
    await this.#dispose((digest, { assignment }) => assignment === loaded.assignment.id && digest !== loaded.digest);
    for (;;) {
      const idle = this.#idle.get(loaded.digest)?.checkers.pop();
      if (!idle) return startChecker(this.#context, loaded);
      if (idle.isAlive) return idle;
      await idle[Symbol.asyncDispose]();
    }
  }

  /** Gives back a checker that has closed its submission in good order. Dispose of any other. */
  giveBack(loaded: LoadedAssignment, checker: CheckerSession): void {
    const idle = this.#idle.get(loaded.digest) ?? { assignment: loaded.assignment.id, checkers: [] };
    idle.checkers.push(checker);
    this.#idle.set(loaded.digest, idle);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dispose(() => true);
  }

  async #dispose(isMeant: (digest: string, idle: Idle) => boolean): Promise<void> {
    const meant = [...this.#idle].filter(([digest, idle]) => isMeant(digest, idle));
    for (const [digest] of meant) this.#idle.delete(digest);
    await Promise.all(meant.flatMap(([, idle]) => idle.checkers).map((checker) => checker[Symbol.asyncDispose]()));
  }
}
