import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { badRequest, HttpError, tryLater } from './httpError.js';

export interface BodyLimits {
  readonly maxBytes: number;
  readonly maxMs: number;
  /** In each period of so many milliseconds at least `stallBytes` arrive; no such rule where absent. */
  readonly stallMs?: number;
  readonly stallBytes?: number;
  /** Once it is aborted, a body that does not go on is not waited for. */
  readonly stopping?: AbortSignal;
}

/** A body of which nothing came for so long does not go on. */
const STOPPING_STALL_MS = 3_000;

/**
 * Gives a body's chunks to `take`, one after the other, and returns the digest of all of them. The connection stays
 * open whatever happens, so that the sender can be told.
 *
 * @param failed rejects where whoever takes the chunks has failed.
 * @throws {HttpError} 413 beyond the limit, however long the body says it is; 408 where it takes too long or comes too
 *   slowly; 400 where it is cut off; 503 where it stands still and the server is to stop.
 */
export async function readBody(
  incoming: IncomingMessage,
  limits: BodyLimits,
  take: (chunk: Buffer) => Promise<unknown> | undefined,
  failed: Promise<never> = new Promise(() => undefined),
): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const { maxBytes, maxMs, stopping } = limits;
  if (Number(incoming.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  // A connection that was closed while its sender was judged says so no more.
  if (incoming.destroyed) throw cutOff();
  const hash = createHash('sha256');
  let bytes = 0;
  let finish: () => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  const onData = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      fail(tooLarge(maxBytes));
      return;
    }
    try {
      hash.update(chunk);
      const taken = take(chunk);
      if (taken === undefined) return;
      incoming.pause();
      taken.then(() => incoming.resume(), fail);
    } catch (error) {
      fail(error);
    }
  };
  const onClose = (cause?: unknown): void => {
    fail(cutOff(cause));
  };
  const timer = setTimeout(() => {
    fail(tooSlow(maxMs));
  }, maxMs);
  // What waits for our own disk is not slow.
  const progress = (): number => (incoming.isPaused() ? Infinity : bytes);
  const { stallMs = maxMs, stallBytes = 0 } = limits;
  using _pace = atLeast(stallBytes, stallMs, progress, () => {
    fail(tooSlow(maxMs));
  });
  let haste: Disposable | undefined;
  const hurry = (): void => {
    haste ??= atLeast(1, STOPPING_STALL_MS, progress, () => {
      fail(tryLater('The server is stopping, and another one starts.'));
    });
  };
  if (stopping?.aborted) hurry();
  stopping?.addEventListener('abort', hurry);
  incoming.on('data', onData).on('end', finish).on('error', onClose).on('close', onClose);
  try {
    await Promise.race([ended, failed]);
    return { sha256: hash.digest('hex'), bytes };
  } finally {
    clearTimeout(timer);
    haste?.[Symbol.dispose]();
    stopping?.removeEventListener('abort', hurry);
    incoming.off('data', onData).off('end', finish).off('error', onClose).off('close', onClose);
  }
}

/** Tells as soon as, in a period of `ms`, a count did not grow by `least`. */
function atLeast(least: number, ms: number, count: () => number, onStall: () => void): Disposable {
  let before = count();
  const timer = setInterval(() => {
    const now = count();
    if (now - before < least) onStall();
    before = now;
  }, ms);
  return {
    [Symbol.dispose]: () => {
      clearInterval(timer);
    },
  };
}

/** @throws {HttpError} 400 where a request has a body that should have none. */
export function requireNoBody({ headers }: IncomingMessage): void {
  if (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0) {
    throw badRequest('The request has a body, and must have none.');
  }
}

function cutOff(cause?: unknown): HttpError {
  const message = 'The request ended before its body was there.';
  return new HttpError(400, { code: 'cutOff', message, whose: 'operator', remedy: 'Send it again.' }, { cause });
}

function tooSlow(maxMs: number): HttpError {
  return new HttpError(408, {
    code: 'tooSlow',
    message: `The body came too slowly, or did not arrive within ${Math.ceil(maxMs / 1000)} s.`,
    whose: 'operator',
    remedy: 'Send it again; if this stays, look at the network between the sender and the server.',
  });
}

function tooLarge(maxBytes: number): HttpError {
  return tooMuch(`more than ${Math.floor(maxBytes / 1_000_000)} MB`);
}

/** A submission that is larger than it may be, in whatever way. */
export function tooMuch(what: string): HttpError {
  return new HttpError(413, {
    code: 'tooLarge',
    message: `What was sent has ${what}.`,
    whose: 'student',
    remedy: 'Send the notebook alone, without data sets and model weights, and with its outputs cleared.',
  });
}
