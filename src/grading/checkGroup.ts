import { performance } from 'node:perf_hooks';
import type { Assignment } from '../course/schema.js';
import { fitsFrame } from '../sandbox/frames.js';
import type { Header } from '../sandbox/header.js';
import type { CallError, StudentMessage } from './messages.js';
import type { CheckCause } from './outcome.js';
import type { Answer } from './runCheck.js';
import type { FromStudent, StudentSession } from './studentSession.js';

/** The student's side of one call: its answer, or a question back to something that the checker handed in. */
export type FromGroup =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | {
      readonly kind: 'callback';
      readonly message: Extract<StudentMessage, { op: 'callback' }>;
      readonly blobs: readonly Buffer[];
    };

/** Time for a fork, or for the end of one: nothing of the student's runs in it. */
const FORK_MS = 10_000;

/** torch's exception. It is the student's side that names it, so it explains a failure and earns nothing. */
const GPU_OUT_OF_MEMORY = 'OutOfMemoryError';

/** What the checker is told where the student's side has no answer of its own. */
const SENTENCES = {
  timeout: 'Your code did not answer within the time that one call has.',
  crashed: 'Your code ended the Python process.',
  outOfMemory: 'Your code used more memory than it may have.',
  protocol: 'Your code disturbed the grader’s own messages, so this answer does not count.',
  gone: 'Your code was no longer running.',
} as const;

const CAUSES: Partial<Record<keyof typeof SENTENCES, CheckCause>> = {
  timeout: 'timedOut',
  crashed: 'crashed',
  outOfMemory: 'outOfMemory',
  protocol: 'crashed',
};

/**
 * The forked child of the student's container that answers one check's calls.
 *
 * open → (call)* → closed. It is *lost* once it died, was killed or the container died; every further call of the
 * same check is then answered with `gone`, and the next check gets a group of its own.
 */
export class CheckGroup implements AsyncDisposable {
  readonly #session: StudentSession | undefined;
  /** Set once no more answers come: the reason for the call that was running, `gone` for those after it. */
  #lost: keyof typeof SENTENCES | undefined;
  #isForked = false;
  #cause: CheckCause | undefined;

  /** What ended the calls early, as the host saw it. */
  get cause(): CheckCause | undefined {
    return this.#cause;
  }

  /** @param session `undefined` where no container is left: every call is then answered with `gone`. */
  constructor(session: StudentSession | undefined) {
    this.#session = session;
    if (!session) this.#lost = 'gone';
  }

  async fork(arrays: Assignment['arrays']): Promise<void> {
    await this.#session?.send({ op: 'group', arrays });
    const received = await this.#next(FORK_MS);
    if (typeof received === 'object' && received?.message.op === 'group-ready') this.#isForked = true;
    else if (this.#session) await this.#lose('violation');
  }

  async send(header: Header, blobs: readonly Buffer[]): Promise<void> {
    if (this.#lost === undefined) await this.#session?.send(header, blobs);
  }

  /** Waits for the answer to call `id`, or for a call-back inside it. */
  async receive(id: string, waitMs: number): Promise<FromGroup> {
    if (this.#lost !== undefined) return this.#fail('gone');
    const received = await this.#next(waitMs);
    if (received === 'timeout') {
      // Without a fork there is nothing to end but the container.
      await (this.#session?.hasGpu ? this.#lose('timedOut') : this.#end());
      return this.#fail('timeout');
    }
    if (!received) return this.#fail(await this.#reason());
    const { message, blobs } = received;
    if (!fitsFrame(message, blobs)) {
      await this.#lose('violation');
      return this.#fail('protocol');
    }
    if (message.op === 'reply' && message.id === id) {
      if (this.#session?.hasGpu && message.error?.name === GPU_OUT_OF_MEMORY) this.#cause ??= 'gpuOutOfMemory';
      return { kind: 'answer', answer: answerOf(message, blobs) };
    }
    if (message.op === 'callback' && message.id === id) return { kind: 'callback', message, blobs };
    if (message.op === 'group-ended') {
      this.#isForked = false;
      return this.#fail(await this.#reason());
    }
    await this.#lose('violation');
    return this.#fail('protocol');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
  }

  async #end(): Promise<void> {
    if (!this.#session || !this.#isForked) return;
    this.#isForked = false;
    await this.#session.send({ op: 'group-end' });
    for (;;) {
      const received = await this.#next(FORK_MS);
      if (!received) return;
      if (received === 'timeout') {
        await this.#lose('timedOut');
        return;
      }
      if (received.message.op === 'group-ended') return;
      // Answers that were on their way when the child was killed.
      if (received.message.op !== 'reply' && received.message.op !== 'callback') return this.#lose('violation');
    }
  }

  /**
   * The next message that is not output: threads and programs that a cell left behind may print on, and what they print
   * belongs to no cell.
   */
  async #next(waitMs: number): Promise<FromStudent | undefined> {
    const deadline = performance.now() + Math.max(1, waitMs);
    for (;;) {
      const leftMs = deadline - performance.now();
      const received = leftMs > 0 ? await this.#session?.receive(leftMs) : 'timeout';
      const isOutput = typeof received === 'object' && ['output', 'note'].includes(received?.message.op ?? '');
      if (!isOutput) return received;
    }
  }

  async #lose(cause: 'violation' | 'timedOut'): Promise<void> {
    await this.#session?.kill(cause);
    this.#isForked = false;
    this.#lost = 'gone';
  }

  async #reason(): Promise<keyof typeof SENTENCES> {
    if (!this.#session) return 'gone';
    if (this.#session.death() === 'violation') return 'protocol';
    if (this.#session.death() === 'outOfMemory') return 'outOfMemory';
    if (this.#session.death() !== undefined) return 'crashed';
    return (await this.#session.sawOutOfMemory()) ? 'outOfMemory' : 'crashed';
  }

  #fail(kind: keyof typeof SENTENCES): FromGroup {
    this.#lost = 'gone';
    this.#cause ??= CAUSES[kind];
    return { kind: 'answer', answer: { error: { kind, text: SENTENCES[kind] } } };
  }
}

function answerOf(message: { value?: unknown; error?: CallError | undefined }, blobs: readonly Buffer[]): Answer {
  if (message.error) return { error: message.error };
  return { value: message.value ?? null, blobs };
}
