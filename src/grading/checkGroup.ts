import type { Assignment } from '../course/schema.js';
import { fitsFrame } from '../sandbox/frames.js';
import type { Deadline } from '../sandbox/deadline.js';
import type { Header } from '../sandbox/header.js';
import { PlatformError } from '../base/platformError.js';
import { bytesOf } from './answerBytes.js';
import type { CallError, StudentMessage } from './messages.js';
import type { CheckCause } from './outcome.js';
import type { Answer } from './answer.js';
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
  tooLarge: 'Your code gave more data than can be compared.',
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
  readonly #answerBytes: number;
  /** Set once no more answers come: the reason for the call that was running, `gone` for those after it. */
  #lost: keyof typeof SENTENCES | undefined;
  #isForked = false;
  #isInProcess = false;
  #hadThreads = false;
  #cause: CheckCause | undefined;

  /** What ended the calls early, as the host saw it. */
  get cause(): CheckCause | undefined {
    return this.#cause;
  }

  /** The notebook's claim: threads of its own were there, and in the fork they were not. */
  get hadThreads(): boolean {
    return this.#hadThreads;
  }

  /** Whether the container itself is gone, so that it has to be made anew for the next check. */
  get hasLostContainer(): boolean {
    return this.#session?.death() !== undefined;
  }

  /**
   * @param session `undefined` where no container is left: every call is then answered with `gone`.
   * @param answerBytes what comes with one message may have so many bytes.
   */
  constructor(session: StudentSession | undefined, answerBytes: number) {
    this.#session = session;
    this.#answerBytes = answerBytes;
    if (!session) this.#lost = 'gone';
  }

  /** @throws {PlatformError} where it does not come in time: nobody's answer is judged by that. */
  async fork(arrays: Assignment['arrays'], isLive = false): Promise<void> {
    if (!this.#session) return;
    this.#isInProcess = isLive || this.#session.hasGpu;
    await this.#session.send({ op: 'group', arrays, ...(isLive && { live: true }) });
    const received = await this.#next(this.#session.deadline(FORK_MS));
    if (received === 'timeout') throw lateFork();
    if (received?.message.op === 'group-ready') this.#isForked = true;
    else await this.#lose('violation');
  }

  /** A limit for the answer to a call, which counts only while the student's side could run. */
  deadline(limitMs: number): Deadline | undefined {
    return this.#session?.deadline(limitMs);
  }

  async send(header: Header, blobs: readonly Buffer[]): Promise<void> {
    if (this.#lost === undefined) await this.#session?.send(header, blobs);
  }

  /** Waits for the answer to call `id`, or for a call-back inside it. */
  async receive(id: string, deadline: Deadline | undefined): Promise<FromGroup> {
    if (this.#lost !== undefined || !deadline) return this.#fail('gone');
    const received = await this.#next(deadline);
    if (received === 'timeout') {
      // Without a fork there is nothing to end but the container.
      await (this.#isInProcess ? this.#lose('timedOut') : this.#end());
      return this.#fail('timeout');
    }
    if (!received) return this.#fail(await this.#reason());
    const { message, blobs } = received;
    if (!fitsFrame(message, blobs)) {
      await this.#lose('violation');
      return this.#fail('protocol');
    }
    const isTooLarge = bytesOf(blobs) > this.#answerBytes;
    if (message.op === 'reply' && message.id === id && isTooLarge) return answerWith('tooLarge');
    if (message.op === 'callback' && message.id === id && isTooLarge) {
      // Nothing could be answered that this call may go on with.
      await (this.#isInProcess ? this.#lose('violation') : this.#end());
      return this.#fail('tooLarge');
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
    const deadline = this.#session.deadline(FORK_MS);
    for (;;) {
      const received = await this.#next(deadline);
      if (!received) return;
      if (received === 'timeout') {
        await this.#lose('timedOut');
        return;
      }
      if (received.message.op === 'group-ended') {
        this.#hadThreads = received.message.threads ?? false;
        return;
      }
      // Answers that were on their way when the child was killed.
      if (received.message.op !== 'reply' && received.message.op !== 'callback') return this.#lose('violation');
    }
  }

  /**
   * The next message that is not output: threads and programs that a cell left behind may print on, and what they print
   * belongs to no cell.
   */
  async #next(deadline: Deadline): Promise<FromStudent | undefined> {
    for (;;) {
      const received = await this.#session?.receive(deadline);
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
    return answerWith(kind);
  }
}

function answerWith(kind: keyof typeof SENTENCES): FromGroup {
  return { kind: 'answer', answer: { error: { kind, text: SENTENCES[kind] } } };
}

function lateFork(): PlatformError {
  return new PlatformError(`A notebook’s process did not fork within ${FORK_MS / 1000} s.`, {
    remedy:
      'Operator: see whether this machine has more to do than it can. Course staff: where it is always the same ' +
      'notebook, look for what it leaves running.',
  });
}

function answerOf(message: { value?: unknown; error?: CallError | undefined }, blobs: readonly Buffer[]): Answer {
  if (message.error) return { error: message.error };
  return { value: message.value ?? null, blobs };
}
