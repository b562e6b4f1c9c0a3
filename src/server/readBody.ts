import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { badRequest, HttpError } from './httpError.js';

export interface BodyLimits {
  readonly maxBytes: number;
  readonly maxMs: number;
}

/**
 * Gives a body's chunks to `take`, one after the other, and returns the digest of all of them. The connection stays
 * open whatever happens, so that the sender can be told.
 *
 * @param failed rejects where whoever takes the chunks has failed.
 * @throws {HttpError} 413 beyond the limit, however long the body says it is; 408 where it takes too long; 400 where it
 *   is cut off.
 */
export async function readBody(
  incoming: IncomingMessage,
  { maxBytes, maxMs }: BodyLimits,
  take: (chunk: Buffer) => Promise<unknown> | undefined,
  failed: Promise<never> = new Promise(() => undefined),
): Promise<{ readonly sha256: string; readonly bytes: number }> {
  if (Number(incoming.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
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
    hash.update(chunk);
    const taken = take(chunk);
    if (taken === undefined) return;
    incoming.pause();
    taken.then(() => incoming.resume(), fail);
  };
  const onClose = (cause?: unknown): void => {
    fail(cutOff(cause));
  };
  const timer = setTimeout(() => {
    fail(tooSlow(maxMs));
  }, maxMs);
  incoming.on('data', onData).on('end', finish).on('error', onClose).on('close', onClose);
  try {
    await Promise.race([ended, failed]);
    return { sha256: hash.digest('hex'), bytes };
  } finally {
    clearTimeout(timer);
    incoming.off('data', onData).off('end', finish).off('error', onClose).off('close', onClose);
  }
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
    message: `The body did not arrive within ${Math.ceil(maxMs / 1000)} s.`,
    whose: 'operator',
    remedy: 'Send it again; if this stays, look at the network between Gradescope and the server.',
  });
}

function tooLarge(maxBytes: number): HttpError {
  return tooMuch(`more than ${Math.floor(maxBytes / 1_000_000)} MB`);
}

/** A submission that is larger than it may be, in whatever way. */
export function tooMuch(what: string): HttpError {
  return new HttpError(413, {
    code: 'tooLarge',
    message: `The submission has ${what}.`,
    whose: 'student',
    remedy: 'Hand in the notebook alone, without data sets and model weights, and with its outputs cleared.',
  });
}
