import { Duplex } from 'node:stream';
import type { Container, ContainerInspectInfo } from 'dockerode';
import { createContainer, removeContainer } from './create.js';
import { Demultiplexer, type StreamName } from './demux.js';
import { statusOf, type Engine } from './engine.js';
import { explainGpuRefusal } from './gpuRefusal.js';
import { encodeFrame, FrameReader, type Frame } from './frames.js';
import type { Header } from './header.js';
import { Mailbox } from './mailbox.js';
import type { SandboxPurpose } from './spec.js';
import { readUsage, type Usage } from './usage.js';
import { ProtocolViolation } from './violation.js';

/** What the host saw of a container's end. Nothing in it was said by the container. */
export interface ContainerEnd {
  readonly oomKilled: boolean;
  /** The engine lost the container's streams while it ran on: the platform's failure. */
  readonly wasRunning: boolean;
}

/** A frame with the stream it came on, or the rule that the container broke. */
export type Received = { readonly stream: StreamName; readonly frame: Frame } | { readonly violation: string };

/** Frames, and bytes of their blobs, that wait unread before the container is held up. */
const MAILBOX = { items: 64, bytes: 64 * 1024 * 1024 };
/** A container that has not read for so long will not: its own code has stopped whatever should. */
const STALL_MS = 15_000;
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
  readonly #mailbox = new Mailbox<Received>(MAILBOX);
  readonly #framed: readonly StreamName[];
  /** What the engine says as soon as the streams have ended; rejects where it cannot be asked. */
  readonly #ending: Promise<ContainerEnd>;
  #diagnostics = '';
  #hasEnded = false;
  #isDisposed = false;
  #isKilled = false;

  private constructor(engine: Engine, container: Container, socket: Duplex, framed: readonly StreamName[]) {
    this.#engine = engine;
    this.#container = container;
    this.#socket = socket;
    this.#framed = framed;
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
      return new SandboxContainer(engine, container, socket, framed);
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
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        this.kill().catch(done);
      }, STALL_MS);
      const done = (): void => {
        clearTimeout(timer);
        for (const event of ['drain', 'close', 'error']) this.#socket.off(event, done);
        resolve();
      };
      for (const event of ['drain', 'close', 'error']) this.#socket.on(event, done);
    });
  }

  /** The next frame, waiting at most `waitMs`; `'closed'` once the container has ended. */
  async receive(waitMs: number): Promise<Received | 'closed' | 'timeout'> {
    return this.#mailbox.take(waitMs);
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

  /** @throws {PlatformError} where the engine does not say whether it runs, and quickly. */
  async isRunning(): Promise<boolean> {
    const { State } = await this.#inspect(this.#engine.limits.signalMs);
    return State.Running;
  }

  /**
   * Asked at once, not when somebody wants to know: an engine that is restarted ends the streams and the container, and
   * would later show a container that seems to have died by itself.
   */
  async #inspectEnd(): Promise<ContainerEnd> {
    if (this.#isDisposed) return { oomKilled: false, wasRunning: false };
    for (let attempt = 0; ; attempt += 1) {
      const { State } = await this.#inspect();
      // The streams end a moment before the engine has written the state down.
      if (!State.Running || attempt === 20) {
        // On a busy machine the engine hears of the end before it hears of what the kernel did.
        const oomKilled = State.OOMKilled || (!this.#isKilled && (await this.sawOutOfMemory()));
        return { oomKilled, wasRunning: State.Running };
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
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
    for (let attempt = 0; ; attempt += 1) {
      const seen = await this.#engine.request('read the events of a container', (abortSignal) =>
        this.#hasOutOfMemoryEvent(abortSignal),
      );
      // The kernel's word may reach the engine a moment after the death that it explains.
      if (seen || attempt === 3) return seen;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Not `State.OOMKilled`: before Engine 23 it speaks of containers that have ended alone. */
  async #hasOutOfMemoryEvent(abortSignal: AbortSignal): Promise<boolean> {
    const filters = { container: [this.id], event: ['oom'] };
    // With its fraction: whole seconds would leave out the events of this very second.
    const until = Date.now() / 1000;
    const events = await this.#engine.docker.getEvents({ since: 1, until, filters, abortSignal });
    let bytes = 0;
    for await (const chunk of events as AsyncIterable<Buffer>) bytes += chunk.length;
    return bytes > 0;
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

  async #pump(): Promise<void> {
    const demultiplexer = new Demultiplexer();
    const readers = new Map(this.#framed.map((stream) => [stream, new FrameReader()]));
    try {
      for await (const chunk of this.#socket as AsyncIterable<Buffer>) {
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
