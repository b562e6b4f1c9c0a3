import type { LoadedAssignment } from '../course/load.js';
import { ProtocolViolation } from '../sandbox/violation.js';
import { Cancelled } from './cancelled.js';
import type { CheckerPool } from './checkerPool.js';
import type { ChecksClock } from './checksClock.js';
import { CheckerFailure, type CheckerSession } from './checkerSession.js';
import type { Verdict } from './messages.js';
import { runCheck, type CheckRequest } from './runCheck.js';
import { brokenVerdict } from './score.js';

export interface CheckerInUseOptions {
  readonly loaded: LoadedAssignment;
  readonly submission: string;
  readonly pool: CheckerPool;
  /** The checker to begin with, still closed. */
  readonly checker: CheckerSession;
  readonly signal: AbortSignal | undefined;
  /** Counts what a new checker takes to get ready. */
  readonly clock: ChecksClock;
}

/**
 * The checker of one submission, which is another one after each that broke. Aborting the signal kills the one at work.
 *
 * closed → open → (check)* → given back to the pool, or disposed of.
 */
export class CheckerInUse implements AsyncDisposable {
  readonly #options: CheckerInUseOptions;
  #checker: CheckerSession | undefined;
  #isOpen = false;
  readonly #onAbort = (): void => {
    void this.#checker?.kill().catch(() => undefined);
  };

  constructor(options: CheckerInUseOptions) {
    this.#options = options;
    this.#checker = options.checker;
    options.signal?.addEventListener('abort', this.#onAbort);
  }

  /** Runs one check. A check that breaks its checker costs only itself: its verdict is `broken`. */
  async run(request: Omit<CheckRequest, 'checker'>): Promise<Verdict> {
    try {
      const checker = await this.#options.clock.measure('course', () => this.#ready());
      return await runCheck({ ...request, checker });
    } catch (error) {
      this.#throwIfCancelled();
      // A violation here is ours towards the checker or its towards us: what it asks does not fit into a frame.
      if (!(error instanceof CheckerFailure || error instanceof ProtocolViolation)) throw error;
      await this.#forget();
      return brokenVerdict(request.check, error.message);
    }
  }

  /** Ends the submission. A checker that fails even in that is of no more use, but its verdicts stand. */
  async giveBack(): Promise<void> {
    this.#throwIfCancelled();
    const { pool, loaded } = this.#options;
    try {
      if (this.#isOpen) await this.#checker?.close();
    } catch (error) {
      if (error instanceof CheckerFailure) return;
      throw error;
    }
    if (this.#checker) pool.giveBack(loaded, this.#checker);
    this.#checker = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    await this.#forget();
  }

  async #ready(): Promise<CheckerSession> {
    const { pool, loaded, submission } = this.#options;
    const checker = (this.#checker ??= await pool.take(loaded));
    this.#throwIfCancelled();
    if (!this.#isOpen) await checker.open(submission, loaded.assignment);
    this.#isOpen = true;
    return checker;
  }

  async #forget(): Promise<void> {
    const checker = this.#checker;
    this.#checker = undefined;
    this.#isOpen = false;
    await checker?.[Symbol.asyncDispose]();
  }

  #throwIfCancelled(): void {
    if (this.#options.signal?.aborted) throw new Cancelled();
  }
}
