import Docker from 'dockerode';
import { AwakeClock, STEP_MS } from './awakeClock.js';
import { PlatformError } from '../base/platformError.js';

/** How long an engine may take before it counts as hanging. */
export interface EngineLimits {
  /** For one request. */
  readonly requestMs: number;
  /** For a signal or a question about a container: an engine that takes longer is no judge of anybody's time. */
  readonly signalMs: number;
  /** For how long in all a deadline waits for a container that is kept from running; then its try has failed. */
  readonly standstillMs: number;
}

const LIMITS: EngineLimits = { requestMs: 30_000, signalMs: 10_000, standstillMs: 120_000 };

const ENGINE_REMEDY = 'Operator: see whether `docker info` answers on this machine, then run `assay doctor`.';

/** A Docker Engine, every request to which is bounded. */
export interface Engine {
  readonly docker: Docker;
  readonly limits: EngineLimits;
  /**
   * Runs one request with a signal that aborts it after `limitMs` (by default the limit for one request), in which this
   * process was awake. The signal never fires after the request has settled, so a hijacked stream survives.
   *
   * @throws {PlatformError} where the engine refuses, fails or does not answer in time.
   */
  request<T>(what: string, send: (signal: AbortSignal) => Promise<T>, limitMs?: number): Promise<T>;
}

/** The HTTP status with which the engine refused, where it did. */
export function statusOf(error: unknown): number | undefined {
  const cause = error instanceof PlatformError ? error.cause : error;
  const status = (cause as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : undefined;
}

/**
 * Connects to the engine that `DOCKER_HOST` names, or to the local socket. Nothing is sent yet.
 *
 * @example
 * const engine = connectEngine();
 * const version = await engine.request('ask its version', () => engine.docker.version());
 */
export function connectEngine(docker: Docker = new Docker(), limits: EngineLimits = LIMITS): Engine {
  return {
    docker,
    limits,
    async request(what, send, limitMs = limits.requestMs) {
      const controller = new AbortController();
      // The race is for requests that dockerode cannot abort: they end here all the same.
      const { promise: tooLate, reject } = withReject();
      const clock = new AwakeClock();
      const timer = setInterval(
        () => {
          if (clock.read() < limitMs) return;
          controller.abort();
          reject(new Error('no answer'));
        },
        Math.min(STEP_MS, limitMs),
      );
      try {
        return await Promise.race([send(controller.signal), tooLate]);
      } catch (cause) {
        if (cause instanceof PlatformError) throw cause;
        const reason = controller.signal.aborted ? `no answer within ${limitMs / 1000} s` : describe(cause);
        throw new PlatformError(`The container engine could not ${what}: ${reason}.`, { cause, remedy: ENGINE_REMEDY });
      } finally {
        clearInterval(timer);
      }
    },
  };
}

/** Whether the engine answers at all. */
export async function answers(engine: Engine): Promise<boolean> {
  const ping = engine.request('answer', () => engine.docker.ping(), engine.limits.signalMs);
  return ping.then(
    () => true,
    () => false,
  );
}

/** `Promise.withResolvers`, which Node 20 does not have. */
function withReject(): { promise: Promise<never>; reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<never>((_resolve, rejectPromise) => (reject = rejectPromise));
  return { promise, reject };
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { json } = cause as { json?: { message?: unknown } | null };
  return (typeof json?.message === 'string' ? json.message : cause.message).replace(/\.$/u, '');
}
