/** How many feedback runs a student may send at once, and how soon there is another one. */
export interface TokenTerms {
  readonly burst: number;
  readonly refillMinutes: number;
}

export interface Tokens {
  readonly left: number;
  readonly of: number;
  /** When there is one more, in milliseconds; undefined where all are there. */
  readonly nextAtMs: number | undefined;
}

/**
 * A bucket of tokens, made anew from the runs that were sent: one that gives its token back is one that was not sent.
 *
 * @param spentMs when, ascending.
 */
export function tokensAt(spentMs: readonly number[], { burst, refillMinutes }: TokenTerms, nowMs: number): Tokens {
  const refillMs = refillMinutes * 60_000;
  // When the bucket is full again: each token puts that off by the time in which one comes.
  const fullAt = spentMs.reduce((full, spent) => Math.max(full, spent) + refillMs, 0);
  const missing = Math.min(burst, Math.max(0, Math.ceil((fullAt - nowMs) / refillMs)));
  const nextAtMs = missing === 0 ? undefined : fullAt - (missing - 1) * refillMs;
  return { left: burst - missing, of: burst, nextAtMs };
}

/** Since when runs matter: what is older has been filled up since. */
export function windowMs({ burst, refillMinutes }: TokenTerms): number {
  return burst * refillMinutes * 60_000;
}
