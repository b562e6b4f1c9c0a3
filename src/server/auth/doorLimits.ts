import { tokenBucket, type Bucket } from '../../access/bucket.js';
import { HttpError } from '../httpError.js';

/**
 * How often something may be tried at the door. Never by address: a whole class comes from one, and from Google's
 * machines.
 */
export interface DoorLimits {
  /** Sign-ins that somebody begins who is not known yet, all together: a class at once, and then what a term needs. */
  readonly starts: Bucket;
  /** Codes that one account types. */
  readonly codes: Bucket;
  /**
   * Notebooks that one account sends for feedback, whatever becomes of them. Runs that are taken back give their token
   * back; who sends and cancels without end would have the server read notebooks without end.
   */
  readonly sends: Bucket;
}

export function doorLimits(now: () => Date): DoorLimits {
  return {
    starts: tokenBucket({ size: 1_000, perMinute: 600 }, now),
    codes: tokenBucket({ size: 10, perMinute: 1 }, now),
    sends: tokenBucket({ size: 30, perMinute: 2 }, now),
  };
}

/** @throws {HttpError} 429 where nothing is left. */
export function takeOne(bucket: Bucket, key = ''): void {
  if (bucket.take(key)) return;
  const body = {
    code: 'tooOften',
    message: 'This was tried too often just now.',
    whose: 'student',
    remedy: 'Wait a minute, and try again.',
  } as const;
  throw new HttpError(429, body, { retryAfterSeconds: 60 });
}
