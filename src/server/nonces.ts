import type { Redis } from 'ioredis';
import { tryLater } from './httpError.js';

/** Longer than a request may be old plus how far ahead a clock may be. */
const KEEP_SECONDS = 660;

/** Remembers which nonces were used. */
export interface Nonces {
  /** Whether this is the nonce's first use. @throws {HttpError} 503 where Redis cannot say. */
  take(kid: string, nonce: string): Promise<boolean>;
}

export function redisNonces(redis: Redis): Nonces {
  return {
    async take(kid, nonce) {
      try {
        return (await redis.set(`assay:nonce:${kid}:${nonce}`, '1', 'EX', KEEP_SECONDS, 'NX')) === 'OK';
      } catch (error) {
        throw tryLater('The server cannot reach its queue.', error);
      }
    },
  };
}
