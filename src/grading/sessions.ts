import { Cancelled } from './cancelled.js';
import type { StudentSession } from './studentSession.js';

/** The student containers of one submission, one at a time; an abort removes the one that runs. */
export class Sessions implements AsyncDisposable {
  readonly #start: () => Promise<StudentSession>;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = (): void => {
    void this.#current?.kill('crashed').catch(() => undefined);
  };
  #current: StudentSession | undefined;

  constructor(start: () => Promise<StudentSession>, signal: AbortSignal | undefined) {
    this.#start = start;
    this.#signal = signal;
    signal?.addEventListener('abort', this.#onAbort);
  }

  async fresh(): Promise<StudentSession> {
    await this.#current?.[Symbol.asyncDispose]();
    this.#current = undefined;
    this.throwIfCancelled();
    this.#current = await this.#start();
    this.throwIfCancelled();
    return this.#current;
  }

  throwIfCancelled(): void {
    if (this.#signal?.aborted) throw new Cancelled();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#onAbort);
    await this.#current?.[Symbol.asyncDispose]();
  }
}
