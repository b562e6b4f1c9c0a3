import type { Usage } from '../grade/usage.js';
import { controlGroups, cpuNsOf, readGroupFile, type ControlGroups } from './controlGroups.js';

/**
 * Reads what a running container has used, from the control groups of its first process. Undefined where they cannot be
 * seen.
 *
 * Not from the engine, whose own reading is of up to a second ago, and which answers only with the next.
 */
export async function readUsage(pid: number, id: string): Promise<Usage | undefined> {
  const groups = await controlGroups(pid, id);
  const cpuNs = await cpuNsOf(groups);
  if (cpuNs === undefined) return undefined;
  const peak = await peakMemoryBytesOf(groups);
  return { cpuMs: Math.round(cpuNs / 1e6), ...(peak === undefined ? {} : { peakMemoryBytes: peak }) };
}

async function peakMemoryBytesOf(groups: ControlGroups): Promise<number | undefined> {
  const first = await readGroupFile(groups.get('memory'), 'memory.max_usage_in_bytes');
  const text = first === '' ? await readGroupFile(groups.get(''), 'memory.peak') : first;
  return /^\d+\n?$/u.test(text) && Number(text) > 0 ? Number(text) : undefined;
}
