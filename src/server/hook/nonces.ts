import { performance } from 'node:perf_hooks';
import type { Redis } from 'ioredis';
import { tryLater } from '../httpError.js';

/** Longer than a request may be old plus how far ahead a clock may be. */
const KEEP_SECONDS = 660;
const SWEEP_MS = 60_000;

/** Remembers which nonces were used. */
export interface Nonces {
  /** Whether this is the nonce's first use. @throws {HttpError} 503 where Redis cannot say. */
  take(kid: string, nonce: string): Promise<boolean>;
}

/**
 * Remembers them in Redis, which outlives this process, and in this process, which outlives what is in Redis: a request
 * that was sent before is known by either.
 */
export function redisNonces(redis: Redis): Nonces {
  const taken = new Map<string, number>();
  let sweptAt = performance.now();
  const takeHere = (key: string): boolean => {
    const now = performance.now();
    if (now - sweptAt > SWEEP_MS) {
      for (const [other, untilMs] of taken) if (untilMs < now) taken.delete(other);
      sweptAt = now;
    }
    if (taken.has(key)) return false;
    taken.set(key, now + KEEP_SECONDS * 1000);
    return true;
  };
  return {
    async take(kid, nonce) {
      const key = `assay:nonce:${kid}:${nonce}`;
      const isNewHere = takeHere(key);
      try {
        return (await redis.set(key, '1', 'EX', KEEP_SECONDS, 'NX')) === 'OK' && isNewHere;
      } catch (error) {
        throw tryLater('The server cannot reach its queue.', error);
      }
    },
  };
}
