import type { CatalogueEntry } from '../course/catalogue.js';
import type { Assignment } from '../course/schema.js';
import type { SandboxContainer } from '../sandbox/container.js';
import type { ContainerEnd } from '../sandbox/containerEnd.js';
import type { Deadline } from '../sandbox/deadline.js';
import type { Header } from '../sandbox/header.js';
import { PlatformError } from '../base/platformError.js';
import { answerBytes } from './answerBytes.js';
import type { Usage } from '../grade/usage.js';
import { BrokenChecks } from './brokenChecks.js';
import { checkerMessageSchema, type CheckerMessage } from './messages.js';

/** The checker broke its own protocol, died or fell silent: course staff's turn, never the student's. */
export class CheckerFailure extends Error {
  override readonly name = 'CheckerFailure';
}

const IMPORT_MS = 120_000;
/** For a fork, or the end of one: nothing of the checks runs in it. */
const OPEN_MS = 10_000;
const REMEDY = 'Operator: run `assay doctor`; if it finds nothing, look at the checker image.';

export type CheckerReady = Extract<CheckerMessage, { op: 'ready' }>;

/**
 * A warm checker container: it has imported the assignment's `checks.py` once and forks for every submission.
 *
 * idle → open → (check)* → closed = idle. A checker that failed in any way is disposed of, not closed.
 */
export class CheckerSession implements AsyncDisposable {
  readonly #container: SandboxContainer;
  readonly ready: CheckerReady;
  /** What the checks announced, compared with the manifest by whoever started this checker. */
  catalogue: readonly CatalogueEntry[] = [];
  /** What it occupied when it had imported the checks, at most; set by whoever started this checker. */
  memoryBytes = 0;

  private constructor(container: SandboxContainer, ready: CheckerReady) {
    this.#container = container;
    this.ready = ready;
  }

  /**
   * Waits until `checks.py` has been imported.
   *
   * @throws {BrokenChecks} where it cannot be, with Python's own words, or where importing it ends the process or does
   *   not end.
   * @throws {PlatformError} where the engine failed.
   */
  static async setUp(container: SandboxContainer, importMs = IMPORT_MS): Promise<CheckerSession> {
    const received = await container.receive(container.deadline(importMs));
    if (typeof received === 'object' && 'frame' in received && received.stream === 'stderr') {
      const parsed = checkerMessageSchema.safeParse(received.frame.header);
      if (parsed.success && parsed.data.op === 'ready') return new CheckerSession(container, parsed.data);
      if (parsed.success && parsed.data.op === 'broken') throw new BrokenChecks(parsed.data.text);
    }
    if (received === 'closed') {
      const how = (await endOf(container)).oomKilled ? 'used more memory than it may have' : 'ended the Python process';
      throw new BrokenChecks(`Importing checks.py ${how}.`);
    }
    if (received === 'timeout') {
      throw new BrokenChecks(`Importing checks.py took longer than ${importMs / 1000} s.`);
    }
    throw new PlatformError('The checker container did not get ready.', { remedy: REMEDY });
  }

  /** False once it has died, which it may do while it waits: of an engine that restarts, or of an operator. */
  get isAlive(): boolean {
    return !this.#container.hasEnded;
  }

  /** Begins a submission. */
  async open(submission: string, { arrays, limits }: Assignment): Promise<void> {
    await this.send({ op: 'open', submission, arrays, answerBytes: answerBytes(limits) });
    await this.#expect('opened');
  }

  /** Ends a submission; afterwards the checker is as warm and as clean as before `open`. */
  async close(): Promise<void> {
    await this.send({ op: 'close' });
    await this.#expect('closed');
  }

  /** What its container has used since its start; undefined where that cannot be seen. */
  async usage(): Promise<Usage | undefined> {
    return this.#container.usage();
  }

  /** A limit that counts only time in which the checker could run. It runs at once. */
  deadline(limitMs: number): Deadline {
    return this.#container.deadline(limitMs);
  }

  async send(header: Header, blobs: readonly Buffer[] = []): Promise<void> {
    await this.#container.send(header, blobs);
  }

  /**
   * The checker's next message.
   *
   * @throws {CheckerFailure} where it dies, breaks the protocol, or says nothing before the deadline.
   * @throws {PlatformError} where that was the engine's doing, or somebody else's.
   */
  async receive(deadline: Deadline): Promise<{ message: CheckerMessage; blobs: readonly Buffer[] }> {
    const received = await this.#container.receive(deadline);
    if (received === 'timeout') throw new CheckerFailure('The check did not answer in its time.');
    if (received === 'closed') {
      const { oomKilled } = await endOf(this.#container);
      throw new CheckerFailure(
        oomKilled ? 'The check used more memory than it may have.' : 'The checker process died.',
      );
    }
    if ('violation' in received) throw new CheckerFailure(`The checker broke the protocol: ${received.violation}.`);
    const parsed = checkerMessageSchema.safeParse(received.frame.header);
    if (!parsed.success) throw new CheckerFailure('The checker sent a message that does not exist.');
    const isQuestion = parsed.data.op === 'call' || parsed.data.op === 'callback-reply';
    if (isQuestion !== (received.stream === 'stdout')) {
      throw new CheckerFailure('The checker used the wrong stream.');
    }
    return { message: parsed.data, blobs: received.frame.blobs };
  }

  /** Ends whatever it is doing; a `receive` that waits fails at once. */
  async kill(): Promise<void> {
    await this.#container.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#container[Symbol.asyncDispose]();
  }

  async #expect(op: 'opened' | 'closed'): Promise<void> {
    const { message } = await this.receive(this.deadline(OPEN_MS));
    if (message.op !== op) throw new CheckerFailure(`The checker said ${message.op} instead of ${op}.`);
  }
}

/** @throws {PlatformError} where the container did not end by itself. */
async function endOf(container: SandboxContainer): Promise<ContainerEnd> {
  const end = await container.end();
  if (end.lost === undefined) return end;
  throw new PlatformError(end.lost, { remedy: REMEDY });
}
