import Docker from 'dockerode';
import { PlatformError } from './platformError.js';

/** How long one request to the engine may take before it counts as hanging. */
const REQUEST_MS = 30_000;

const ENGINE_REMEDY = 'Operator: see whether `docker info` answers on this machine, then run `assay doctor`.';

/** A Docker Engine, every request to which is bounded. */
export interface Engine {
  readonly docker: Docker;
  /**
   * Runs one request with a signal that aborts it after `limitMs` (default 30 s). The signal never fires after
   * the request has settled, so a hijacked stream survives.
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
export function connectEngine(docker: Docker = new Docker()): Engine {
  return {
    docker,
    async request(what, send, limitMs = REQUEST_MS) {
      const controller = new AbortController();
      // The race is for requests that dockerode cannot abort: they end here all the same.
      const { promise: tooLate, reject } = withReject();
      const timer = setTimeout(() => {
        controller.abort();
        reject(new Error('no answer'));
      }, limitMs);
      try {
        return await Promise.race([send(controller.signal), tooLate]);
      } catch (cause) {
        const reason = controller.signal.aborted ? `no answer within ${limitMs / 1000} s` : describe(cause);
        throw new PlatformError(`The container engine could not ${what}: ${reason}.`, { cause, remedy: ENGINE_REMEDY });
      } finally {
        clearTimeout(timer);
      }
    },
  };
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
