import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What a container has used since its start, as the kernel counts it. */
export const usageSchema = z.object({
  /** With the page cache; absent where the kernel does not keep it (control groups of version 2 before Linux 5.19). */
  peakMemoryBytes: z.int().positive().optional(),
  /** Of all its processes, and of the kernel for them. */
  cpuMs: z.int().nonnegative(),
});
export type Usage = z.infer<typeof usageSchema>;

const ROOT = '/sys/fs/cgroup';

/**
 * Reads what a running container has used, from the control groups of its first process. Undefined where they cannot be
 * seen, as from a worker that is in a container itself.
 *
 * Not from the engine, whose own reading is of up to a second ago, and which answers only with the next.
 */
export async function readUsage(pid: number, id: string): Promise<Usage | undefined> {
  const groups = groupsOf(await readFile(`/proc/${pid}/cgroup`, 'utf8'), id);
  const cpuNs = await cpuNsOf(groups);
  if (cpuNs === undefined) return undefined;
  const peak = await firstNumber([groups.get('memory'), 'memory.max_usage_in_bytes'], [groups.get(''), 'memory.peak']);
  return { cpuMs: Math.round(cpuNs / 1e6), ...(peak === undefined ? {} : { peakMemoryBytes: peak }) };
}

/**
 * The folder of each controller; '' is that of version 2. Lines are `4:memory:/docker/<id>` and `0::/…`. What does not
 * name the container is another process's: the engine's pids need not be this worker's.
 */
function groupsOf(text: string, id: string): Map<string, string> {
  const groups = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, controllers = '', path = ''] = /^\d+:([^:]*):(.*)$/u.exec(line) ?? [];
    if (!path.includes(id)) continue;
    for (const name of controllers.split(',')) groups.set(name, join(ROOT, controllers, path));
  }
  return groups;
}

async function cpuNsOf(groups: ReadonlyMap<string, string>): Promise<number | undefined> {
  const first = await firstNumber([groups.get('cpuacct'), 'cpuacct.usage']);
  if (first !== undefined) return first;
  const second = groups.get('');
  const text = second === undefined ? '' : await readFile(join(second, 'cpu.stat'), 'utf8').catch(() => '');
  const usec = /^usage_usec (\d+)$/mu.exec(text)?.[1];
  return usec === undefined ? undefined : Number(usec) * 1000;
}

async function firstNumber(...files: readonly (readonly [string | undefined, string])[]): Promise<number | undefined> {
  for (const [folder, name] of files) {
    if (folder === undefined) continue;
    const text = await readFile(join(folder, name), 'utf8').catch(() => '');
    if (/^\d+\n?$/u.test(text) && Number(text) > 0) return Number(text);
  }
  return undefined;
}
