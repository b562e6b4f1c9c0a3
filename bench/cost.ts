import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';

const TICKS_PER_SECOND = 100;

/** CPU and wall time of one measured piece of work. */
export interface Cost {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

/**
 * What `work` costs: containers, engine, shims, kernel and this process together, for an engine's share hides in
 * processes that are gone before they can be asked.
 *
 * Taken from the whole machine, which then must do nothing else; or, where BENCH_CPUACCT names a control group's
 * `cpuacct.usage` (nanoseconds), from that: put the engine, its containers and this process into it.
 */
export async function measure(work: () => Promise<unknown>): Promise<Cost> {
  const [cpu, started] = [await busySeconds(), performance.now()];
  await work();
  return { cpuSeconds: (await busySeconds()) - cpu, wallSeconds: (performance.now() - started) / 1000 };
}

async function busySeconds(): Promise<number> {
  const group = process.env['BENCH_CPUACCT'];
  if (group) return Number(await readFile(group, 'utf8')) / 1e9;
  const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n');
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = line.split(/\s+/u).slice(1).map(Number);
  return (user + nice + system + irq + softirq) / TICKS_PER_SECOND;
}

/** The value below which a share of all lie: 0.5 is the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}
