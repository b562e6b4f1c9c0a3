import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';

const TICKS_PER_SECOND = 100;

/** CPU and wall time of one measured piece of work. */
export interface Cost {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

/**
 * What `work` costs the whole machine: containers, engine, shims, kernel and this process together, for an engine's
 * share hides in processes that are gone before they can be asked. Only true on a machine that does nothing else.
 */
export async function measure(work: () => Promise<unknown>): Promise<Cost> {
  const [cpu, started] = [await busySeconds(), performance.now()];
  await work();
  return { cpuSeconds: (await busySeconds()) - cpu, wallSeconds: (performance.now() - started) / 1000 };
}

/** Busy time of all processors since boot. */
async function busySeconds(): Promise<number> {
  const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n');
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = line.split(/\s+/u).slice(1).map(Number);
  return (user + nice + system + irq + softirq) / TICKS_PER_SECOND;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}
