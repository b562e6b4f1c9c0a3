import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { hasEnded } from '../../machine/bearerKeys.js';
import type { HookKey, HookKeys } from '../../machine/hookKeys.js';
import { HttpError } from '../httpError.js';
import type { Nonces } from './nonces.js';
import { readHookHeaders, signatureOf, unauthorized } from './signature.js';

const MAX_SKEW_SECONDS = 300;

/** A request whose sender holds a key. The body is still unread: its digest is what the sender claims and signed. */
export interface HookCaller {
  readonly key: HookKey;
  readonly bodyDigest: string;
}

/**
 * Judges a hook request by its headers alone, before a byte of its body is read: key, signature, age, first use, and
 * that the key is for this assignment.
 *
 * @throws {HttpError} 401 or 403; 503 where Redis cannot say whether the nonce is new.
 */
export async function authenticateHook(
  request: Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders'>,
  assignment: string,
  { keys, nonces, now }: { readonly keys: HookKeys; readonly nonces: Nonces; readonly now: () => Date },
): Promise<HookCaller> {
  const { kid, signature, ...signed } = readHookHeaders(request.rawHeaders);
  const key = await keys.find(kid);
  if (key === undefined || hasEnded(key, now())) {
    throw unauthorized('unknownKey', 'The key is unknown, or has been retired.');
  }
  const expected = signatureOf(key.secret, { method: request.method ?? '', target: request.url ?? '', ...signed });
  if (!timingSafeEqual(expected, signature)) throw unauthorized('badSignature', 'The signature is wrong.');
  const skewSeconds = Math.abs(now().getTime() / 1000 - Number(signed.timestamp));
  if (skewSeconds > MAX_SKEW_SECONDS) {
    const remedy = 'Set the clocks right: the server’s first.';
    throw unauthorized('skewedClock', `The request’s time is ${Math.round(skewSeconds)} s away from now.`, remedy);
  }
  if (key.assignment !== assignment) {
    throw new HttpError(403, {
      code: 'otherAssignment',
      message: 'The key is for another assignment.',
      whose: 'course staff',
      remedy: 'Upload to each Gradescope assignment the zip that was made for it.',
    });
  }
  if (!(await nonces.take(kid, signed.nonce))) throw unauthorized('replay', 'The request was sent before.');
  return { key, bodyDigest: signed.bodyDigest };
}
