import { createHmac } from 'node:crypto';
import { HttpError } from '../httpError.js';

/** What a signature covers. `target` is the path with its query as it stands in the request line. */
export interface SignedRequest {
  readonly method: string;
  readonly target: string;
  /** Unix seconds in decimal. */
  readonly timestamp: string;
  /** 32 hex digits, never used twice. */
  readonly nonce: string;
  /** SHA-256 of the raw body, of the empty string where there is none, 64 hex digits. */
  readonly bodyDigest: string;
}

/** The headers that every hook request bears, each once. */
export interface HookHeaders {
  readonly kid: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly bodyDigest: string;
  readonly signature: Buffer;
}

const FORMS = {
  'assay-key': /^[a-z0-9-]{1,100}$/u,
  'assay-timestamp': /^[0-9]{1,12}$/u,
  'assay-nonce': /^[0-9a-f]{32}$/u,
  'assay-body-digest': /^[0-9a-f]{64}$/u,
  'assay-signature': /^[0-9a-f]{64}$/u,
} as const;

/** HMAC-SHA256 of the request's canonical text: 32 bytes. */
export function signatureOf(secret: string, request: SignedRequest): Buffer {
  const { method, target, timestamp, nonce, bodyDigest } = request;
  const text = ['v1', method, target, timestamp, nonce, bodyDigest].join('\n');
  return createHmac('sha256', Buffer.from(secret, 'hex')).update(text).digest();
}

/**
 * The hook's headers, from `rawHeaders`: elsewhere Node has joined or dropped what was sent twice.
 *
 * @throws {HttpError} 401 where one is missing, there twice, or not of its form.
 */
export function readHookHeaders(rawHeaders: readonly string[]): HookHeaders {
  const read = (name: keyof typeof FORMS): string => {
    const values = rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
    const [value] = values;
    if (value === undefined) throw unauthorized('missingHeader', `The header ${name} is missing.`);
    if (values.length > 1) throw unauthorized('doubledHeader', `The header ${name} is there more than once.`);
    if (!FORMS[name].test(value)) throw unauthorized('badHeader', `The header ${name} has not the form it must have.`);
    return value;
  };
  return {
    kid: read('assay-key'),
    timestamp: read('assay-timestamp'),
    nonce: read('assay-nonce'),
    bodyDigest: read('assay-body-digest'),
    signature: Buffer.from(read('assay-signature'), 'hex'),
  };
}

/** A request that does not prove who sent it. */
export function unauthorized(code: string, message: string, remedy = REMEDY): HttpError {
  return new HttpError(401, { code, message, whose: 'course staff', remedy });
}

const REMEDY = 'Make the autograder zip anew, upload it to Gradescope, and run the autograder again.';

/** Of the empty body. */
export const EMPTY_DIGEST = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
