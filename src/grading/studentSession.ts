import type { Assignment } from '../course/schema.js';
import type { SandboxContainer } from '../sandbox/container.js';
import type { Deadline } from '../sandbox/deadline.js';
import type { GpuSlot } from '../sandbox/gpu.js';
import type { Header } from '../sandbox/header.js';
import { PlatformError } from '../base/platformError.js';
import type { Usage } from '../grade/usage.js';
import { studentMessageSchema, type StudentMessage } from './messages.js';

/** Why a student container is of no further use. The first cause wins. */
export type DeathCause = 'timedOut' | 'outOfMemory' | 'outputLimit' | 'crashed' | 'violation';

/** One message of the student's side with its blobs; `null` once the container has died; or nothing in time. */
export type FromStudent = { readonly message: StudentMessage; readonly blobs: readonly Buffer[] } | null | 'timeout';

export interface StudentSetup {
  readonly preload: readonly string[];
  readonly seed: number;
  readonly threads: number;
  readonly arrays: Assignment['arrays'];
  /** What the container's data stand for. */
  readonly data?: Assignment['data'];
  /** The GPU that the container was given. */
  readonly gpu?: GpuSlot | undefined;
}

const SETUP_MS = 60_000;
const PING_MS = 2_000;
const REMEDY = 'Operator: see docs/operate.md, "The student container does not start", and run `assay doctor`.';

/**
 * A student container that has been set up, and what is known of its end.
 *
 * virgin → (cells, groups)* → dead. It is virgin until the first cell; a container that has run student code is
 * never used for another submission. Whatever it says is a claim; why it died is what the host saw.
 */
export class StudentSession implements AsyncDisposable {
  readonly #container: SandboxContainer;
  readonly packages: Readonly<Record<string, string>>;
  /** Its checks' calls run in its one process then, for CUDA does not survive a fork. */
  readonly hasGpu: boolean;
  /** What it occupied when it got ready. It said so before any student code ran, so it may be believed. */
  readonly memoryBytes: number;
  #cause: DeathCause | undefined;
  #ended = false;

  private constructor(container: SandboxContainer, ready: Extract<StudentMessage, { op: 'ready' }>, hasGpu: boolean) {
    this.#container = container;
    this.hasGpu = hasGpu;
    this.packages = { python: ready.python, ...ready.packages };
    this.memoryBytes = ready.memoryBytes;
  }

  /**
   * Waits until the container has imported what the assignment preloads.
   *
   * @throws {PlatformError} where it does not: no student code has run, so the fault is ours.
   */
  static async setUp(container: SandboxContainer, setup: StudentSetup): Promise<StudentSession> {
    const { gpu, data, ...header } = setup;
    const share = gpu && { gpu: { memoryFraction: gpu.slotMiB / gpu.deviceMiB } };
    // A blob: an index of many files is longer than a header may be.
    const index = data === undefined ? [] : [Buffer.from(JSON.stringify(data.files))];
    await container.send({ op: 'setup', ...header, ...share }, index);
    const received = await container.receive(container.deadline(SETUP_MS));
    if (typeof received === 'object' && 'frame' in received) {
      const parsed = studentMessageSchema.safeParse(received.frame.header);
      if (parsed.success && parsed.data.op === 'ready') {
        return new StudentSession(container, parsed.data, gpu !== undefined);
      }
    }
    throw new PlatformError(`The student container did not get ready. ${container.diagnostics}`.trim(), {
      remedy: REMEDY,
    });
  }

  /** Whether a container that has waited still answers, and quickly. Only for a virgin one: nothing else may be on its way. */
  async answers(): Promise<boolean> {
    if (this.#ended || this.#container.hasEnded) return false;
    await this.#container.send({ op: 'ping' });
    const received = await this.#container.receive(PING_MS);
    return typeof received === 'object' && 'frame' in received && received.frame.header.op === 'pong';
  }

  /** Why the container died, once it has; `undefined` while it lives. */
  death(): DeathCause | undefined {
    return this.#ended ? (this.#cause ?? 'crashed') : undefined;
  }

  /** The end of what the container wrote outside its frames: for the operator alone. */
  get diagnostics(): string {
    return this.#container.diagnostics;
  }

  async send(header: Header, blobs: readonly Buffer[] = []): Promise<void> {
    if (!this.#ended) await this.#container.send(header, blobs);
  }

  /** A limit that counts only time in which the container could run. It runs at once. */
  deadline(limitMs: number): Deadline {
    return this.#container.deadline(limitMs);
  }

  /** The next message. Breaking the protocol kills the container. @throws {PlatformError} where it was kept from running. */
  async receive(deadline: Deadline): Promise<FromStudent> {
    if (this.#ended) return null;
    const received = await this.#container.receive(deadline);
    if (received === 'timeout') return 'timeout';
    if (received === 'closed') return this.#bury();
    if ('violation' in received) return this.kill('violation');
    const parsed = studentMessageSchema.safeParse(received.frame.header);
    if (!parsed.success) return this.kill('violation');
    return { message: parsed.data, blobs: received.frame.blobs };
  }

  /** Ctrl-C for the running cell. */
  async interrupt(): Promise<void> {
    await this.#container.interrupt();
  }

  /** Kills the container for `cause`, unless it has died of something else before. */
  async kill(cause: DeathCause): Promise<null> {
    if (this.#ended) return null;
    this.#cause ??= cause;
    await this.#container.kill();
    return this.#bury();
  }

  /** True where the kernel has killed a process of this container's for want of memory. */
  async sawOutOfMemory(): Promise<boolean> {
    return this.#container.sawOutOfMemory();
  }

  /** What the container has used since its start; undefined where it has died, or that cannot be seen. */
  async usage(): Promise<Usage | undefined> {
    return this.#ended ? undefined : this.#container.usage();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
    await this.#container[Symbol.asyncDispose]();
  }

  async #bury(): Promise<null> {
    const end = await this.#container.end();
    this.#ended = true;
    if (end.lost !== undefined && this.#cause === undefined) throw new PlatformError(end.lost, { remedy: REMEDY });
    this.#cause ??= end.oomKilled ? 'outOfMemory' : 'crashed';
    return null;
  }
}
