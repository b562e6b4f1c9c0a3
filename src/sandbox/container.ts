import { Duplex } from 'node:stream';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { Container, ContainerInspectInfo } from 'dockerode';
import { inspectEnd, sawOutOfMemory, type ContainerEnd } from './containerEnd.js';
import { ContainerWitness } from './containerWitness.js';
import { createContainer, removeContainer } from './create.js';
import { Deadline, NO_WITNESS } from './deadline.js';
import { Demultiplexer, type StreamName } from './demux.js';
import { statusOf, type Engine } from './engine.js';
import { explainGpuRefusal } from './gpuRefusal.js';
import { encodeFrame, FrameReader, type Frame } from './frames.js';
import type { Header } from './header.js';
import { Mailbox } from './mailbox.js';
import type { SandboxPurpose } from './spec.js';
import { readUsage } from './usage.js';
import type { Usage } from '../grade/usage.js';
import { ProtocolViolation } from './violation.js';

/** A frame with the stream it came on, or the rule that the container broke. */
export type Received = { readonly stream: StreamName; readonly frame: Frame } | { readonly violation: string };

/** Frames, and bytes of their blobs, that wait unread before the container is held up. */
const MAILBOX = { items: 64, bytes: 64 * 1024 * 1024 };
/** A container that has not read for so long will not: its own code has stopped whatever should. */
const STALL_MS = 15_000;
/** What has arrived when a deadline is over is read, but nobody gains more than this by never ceasing to send. */
const READ_OUT_MS = 1_000;
const DIAGNOSTICS_BYTES = 64 * 1024;
const USAGE_MS = 2_000;

/**
 * A running container and the frames that it speaks.
 *
 * created → attached → started → (frames) → ended → removed. The streams' end is the container's end: its first
 * process holds them, and when that dies the kernel kills the rest. `kill` may be called in any state; disposing
 * removes the container whatever state it is in.
 */
export class SandboxContainer implements AsyncDisposable {
  readonly #engine: Engine;
  readonly #container: Container;
  readonly #socket: Duplex;
  readonly #cpus: number;
  readonly #mailbox = new Mailbox<Received>(MAILBOX);
  readonly #framed: readonly StreamName[];
  /** What the engine says as soon as the streams have ended; rejects where it cannot be asked. */
  readonly #ending: Promise<ContainerEnd>;
  #diagnostics = '';
  #arrivedBytes = 0;
  #hasEnded = false;
  #isDisposed = false;
  #isKilled = false;

  private constructor(parts: {
    readonly engine: Engine;
    readonly container: Container;
    readonly socket: Duplex;
    readonly framed: readonly StreamName[];
    readonly cpus: number;
  }) {
    const { socket } = parts;
    this.#engine = parts.engine;
    this.#container = parts.container;
    this.#socket = socket;
    this.#framed = parts.framed;
    this.#cpus = parts.cpus;
    socket.on('error', () => undefined);
    this.#ending = this.#pump().then(() => {
      this.#hasEnded = true;
      this.#mailbox.close();
      return this.#inspectEnd();
    });
    this.#ending.catch(() => undefined);
  }

  /**
   * Creates, attaches and starts a container; one with a GPU only if the GPU's holder still holds it by then.
   *
   * @param framed the streams that carry frames; the others are diagnostics for the operator.
   * @throws {PlatformError} where the engine cannot, or where it warns: a limit it does not enforce is no limit; and
   *   where a GPU is not held any more, or the engine cannot give it. Nothing is left of the container then.
   */
  static async start(
    engine: Engine,
    purpose: SandboxPurpose,
    framed: readonly StreamName[],
  ): Promise<SandboxContainer> {
    const container = await createContainer(engine, purpose);
    try {
      const socket = await engine.request('attach to a container', (abortSignal) =>
        container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true, abortSignal }),
      );
      if (!(socket instanceof Duplex)) throw new TypeError('the attach stream cannot be written to');
      await purpose.gpu?.confirm();
      await engine.request('start a container', (abortSignal) => container.start({ abortSignal }));
      return new SandboxContainer({ engine, container, socket, framed, cpus: purpose.limits.cpus });
    } catch (error) {
      await removeContainer(engine, container);
      throw purpose.gpu ? explainGpuRefusal(error, purpose.gpu.slot) : error;
    }
  }

  get id(): string {
    return this.#container.id;
  }

  /** True once its streams have ended: nothing will be answered any more. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** The end of what the container wrote on its unframed streams: for the operator's log alone. */
  get diagnostics(): string {
    return this.#diagnostics;
  }

  /**
   * Sends one frame, waiting while the container does not read. A container that is gone reads nothing; one that
   * reads nothing for 15 s is killed, so that nobody waits for it for ever.
   */
  async send(header: Header, blobs: readonly Buffer[] = []): Promise<void> {
    if (!this.#socket.writable) return;
    const parts = encodeFrame(header, blobs);
    this.#socket.cork();
    const isTaken = parts.map((part) => this.#socket.write(part)).at(-1);
    this.#socket.uncork();
    if (isTaken) return;
    const taking = new AbortController();
    const done = (): void => {
      taking.abort();
    };
    for (const event of ['drain', 'close', 'error']) this.#socket.on(event, done);
    const deadline = this.deadline(STALL_MS);
    while (!taking.signal.aborted && !(await deadline.isOver())) {
      await sleep(deadline.stepMs, undefined, taking).catch(() => undefined);
    }
    for (const event of ['drain', 'close', 'error']) this.#socket.off(event, done);
    if (!taking.signal.aborted) await this.kill().catch(() => undefined);
  }

  /** A limit that counts only time in which this container could run, and this process hear it. It runs at once. */
  deadline(limitMs: number): Deadline {
    const { signalMs, standstillMs } = this.#engine.limits;
    return new Deadline(limitMs, new ContainerWitness(() => this.#inspect(signalMs), this.#cpus), standstillMs);
  }

  /**
   * The next frame; `'closed'` once the container has ended; `'timeout'` where none came before the deadline, or within
   * so many milliseconds, whether the container could run or not. What has arrived by then counts as in time, however
   * late it is read.
   *
   * @throws {PlatformError} where the container was kept from running for too long.
   */
  async receive(within: number | Deadline): Promise<Received | 'closed' | 'timeout'> {
    const deadline = typeof within === 'number' ? new Deadline(within, NO_WITNESS, 0) : within;
    do {
      const received = deadline.leftMs > -READ_OUT_MS ? await this.#mailbox.take(deadline.stepMs) : 'timeout';
      if (received !== 'timeout') return received;
    } while (!(await deadline.isOver()) || (await this.#isArriving()));
    return 'timeout';
  }

  /** Ctrl-C for the running cell. */
  async interrupt(): Promise<void> {
    await this.#signal('SIGINT');
  }

  /** Ends every process in the container at once. No more frames come; those that have come can still be received. */
  async kill(): Promise<void> {
    this.#isKilled = true;
    // Before the signal: the engine does not report the end of a container whose output nobody takes.
    this.#mailbox.close();
    await this.#signal('SIGKILL');
  }

  /** Its share of a processor that others want too, against the usual 1024. Its limits stay as they are. */
  async setCpuShares(shares: number): Promise<void> {
    await this.#engine.request('change the share of a container', (abortSignal) =>
      this.#container.update({ CpuShares: shares, abortSignal }),
    );
  }

  /**
   * Waits for the streams to end and reports what the engine saw then. Kill first where it would run on. Frames that
   * nobody has taken are dropped: a full mailbox would keep the streams from ending.
   *
   * @throws {PlatformError} where the engine was gone when the streams ended: then that is why they did.
   */
  async end(): Promise<ContainerEnd> {
    this.#mailbox.close();
    return this.#engine.request('end the streams of a container', () => this.#ending);
  }

  /** What it has used so far; undefined where that cannot be seen, and quickly: nobody's grade depends on it. */
  async usage(): Promise<Usage | undefined> {
    try {
      const { State } = await this.#inspect(USAGE_MS);
      return await readUsage(State.Pid, this.id);
    } catch {
      return undefined;
    }
  }

  /**
   * Asked at once, not when somebody wants to know: an engine that is restarted ends the streams and the container, and
   * would later show a container that seems to have died by itself.
   */
  async #inspectEnd(): Promise<ContainerEnd> {
    if (this.#isDisposed) return { oomKilled: false };
    return inspectEnd(this.#engine, this.#container, () => this.#isKilled);
  }

  async #inspect(limitMs?: number): Promise<ContainerInspectInfo> {
    return this.#engine.request(
      'inspect a container',
      (abortSignal) => this.#container.inspect({ abortSignal }),
      limitMs,
    );
  }

  /** True where the engine says that the kernel killed something of this container's for memory, ever since its start. */
  async sawOutOfMemory(): Promise<boolean> {
    return sawOutOfMemory(this.#engine, this.#container);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    this.#mailbox.close();
    try {
      await removeContainer(this.#engine, this.#container);
    } finally {
      this.#socket.destroy();
    }
  }

  async #signal(signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
    try {
      await this.#engine.request(
        `send ${signal}`,
        (abortSignal) => this.#container.kill({ signal, abortSignal }),
        this.#engine.limits.signalMs,
      );
    } catch (error) {
      // Gone already (404) or not running (409): what was asked for is so.
      if (statusOf(error) !== 404 && statusOf(error) !== 409) throw error;
    }
  }

  /** Lets the event loop read what lies in the socket. True where something did. */
  async #isArriving(): Promise<boolean> {
    const before = this.#arrivedBytes;
    await turn();
    await turn();
    return this.#arrivedBytes > before;
  }

  async #pump(): Promise<void> {
    const demultiplexer = new Demultiplexer();
    const readers = new Map(this.#framed.map((stream) => [stream, new FrameReader()]));
    try {
      for await (const chunk of this.#socket as AsyncIterable<Buffer>) {
        this.#arrivedBytes += chunk.length;
        for (const { stream, bytes } of demultiplexer.push(chunk)) {
          const reader = readers.get(stream);
          if (!reader) this.#diagnostics = (this.#diagnostics + bytes.toString('utf8')).slice(-DIAGNOSTICS_BYTES);
          else for (const frame of reader.push(bytes)) await this.#mailbox.put({ stream, frame }, sizeOf(frame));
        }
      }
    } catch (error) {
      // Anything else is the socket's own error, which is the container's end.
      if (error instanceof ProtocolViolation) await this.#mailbox.put({ violation: error.message }, 0);
    }
  }
}

function sizeOf({ blobs }: Frame): number {
  return blobs.reduce((sum, blob) => sum + blob.length, 0);
}
