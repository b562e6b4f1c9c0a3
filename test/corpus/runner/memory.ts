import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes that are alive in this process: its heap and the buffers outside, after a full collection. */
export function heapBytes(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** By how many bytes the last third of these is above the first third, by their medians. */
export function growthBytes(samples: readonly number[]): number {
  const third = Math.floor(samples.length / 3);
  if (third === 0) return 0;
  return median(samples.slice(-third)) - median(samples.slice(0, third));
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
