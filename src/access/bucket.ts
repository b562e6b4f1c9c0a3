/** Lets so many through at once, and then so many in a while. */
export interface Bucket {
  /** Takes one. False where none is there. */
  take(key: string): boolean;
  /** Puts one back that turned out not to count. */
  giveBack(key: string): void;
}

/** How many keys are remembered: whoever has not been seen for longest begins anew. */
const MOST_KEYS = 10_000;

/** A token bucket for each key. In memory: after a restart all are full, which at most lets a few more try. */
export function tokenBucket(
  { size, perMinute }: { readonly size: number; readonly perMinute: number },
  now: () => Date,
): Bucket {
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    take(key) {
      const at = now().getTime();
      const known = buckets.get(key) ?? { left: size, at };
      const left = Math.min(size, known.left + ((at - known.at) / 60_000) * perMinute);
      buckets.delete(key);
      buckets.set(key, { left: left < 1 ? left : left - 1, at });
      const [oldest] = buckets.keys();
      if (buckets.size > MOST_KEYS && oldest !== undefined) buckets.delete(oldest);
      return left >= 1;
    },
    giveBack(key) {
      const known = buckets.get(key);
      if (known !== undefined) known.left = Math.min(size, known.left + 1);
    },
  };
}
