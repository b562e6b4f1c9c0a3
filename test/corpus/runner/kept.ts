import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What this process, the worker, holds. */
export interface Kept {
  /** Its heap and the buffers outside, after all that can go has gone. */
  readonly liveBytes: number;
  /** Sockets, pipes and files. */
  readonly descriptors: number;
}

/** What a worker may keep of a hundred attacks: code that it has loaded, a connection or two. */
const MAX_GROWTH: Kept = { liveBytes: 32 * 1024 * 1024, descriptors: 8 };

export async function whatIsKept(): Promise<Kept> {
  // Buffers are freed by finalisers, which run after the collection that found them.
  for (let round = 0; round < 2; round++) {
    collect();
    await sleep(1);
  }
  const { heapUsed, external } = process.memoryUsage();
  return { liveBytes: heapUsed + external, descriptors: (await readdir('/proc/self/fd')).length };
}

/** A sentence for each thing of which the worker keeps more and more, from case to case. */
export function growthFaults(samples: readonly Kept[]): string[] {
  return (['liveBytes', 'descriptors'] as const).flatMap((what) => {
    const more = growth(samples.map((sample) => sample[what]));
    return more > MAX_GROWTH[what] ? [`the worker keeps ${more} ${what} more than at first`] : [];
  });
}

/** By how much the median of the last third of these is above that of the first third. */
export function growth(samples: readonly number[]): number {
  const third = Math.floor(samples.length / 3);
  return third === 0 ? 0 : median(samples.slice(-third)) - median(samples.slice(0, third));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
