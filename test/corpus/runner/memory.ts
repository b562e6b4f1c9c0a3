import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes that are alive in this process: its heap and the buffers outside, after all that can go has gone. */
export async function liveBytes(): Promise<number> {
  // Buffers are freed by finalisers, which run after the collection that found them.
  for (let round = 0; round < 2; round++) {
    collect();
    await sleep(1);
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** By how many bytes the median of the last third of these is above that of the first third. */
export function growthBytes(samples: readonly number[]): number {
  const third = Math.floor(samples.length / 3);
  return third === 0 ? 0 : median(samples.slice(-third)) - median(samples.slice(0, third));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
