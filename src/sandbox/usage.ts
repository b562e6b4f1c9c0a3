import type { Container } from 'dockerode';
import { z } from 'zod';
import type { Engine } from './engine.js';

/** What a container has used since its start, as the engine counts it. */
export const usageSchema = z.object({
  /** With the page cache; absent where the engine does not keep it (control groups of version 2). */
  peakMemoryBytes: z.int().positive().optional(),
  /** Of all its processes, and of the kernel for them. */
  cpuMs: z.int().nonnegative(),
});
export type Usage = z.infer<typeof usageSchema>;

const statsSchema = z.object({
  cpu_stats: z.object({ cpu_usage: z.object({ total_usage: z.number().positive() }) }),
  memory_stats: z.object({ max_usage: z.int().positive().optional().catch(undefined) }),
});

const READ_MS = 2_000;

/**
 * Reads what a running container has used. Undefined where the engine does not say, or not quickly: nobody's grade
 * depends on it.
 */
export async function readUsage(engine: Engine, container: Container): Promise<Usage | undefined> {
  try {
    // Without `one-shot`, the engine waits a second for a second look.
    const ask = () => container.stats({ stream: false, 'one-shot': true });
    const stats = await engine.request('read the use of a container', ask, READ_MS);
    const { cpu_stats: cpu, memory_stats: memory } = statsSchema.parse(stats);
    const cpuMs = Math.round(cpu.cpu_usage.total_usage / 1e6);
    return { cpuMs, ...(memory.max_usage === undefined ? {} : { peakMemoryBytes: memory.max_usage }) };
  } catch {
    return undefined;
  }
}
