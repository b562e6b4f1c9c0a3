import { readFileSync } from 'node:fs';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

/** What is known here of a worker: a process of another place may be alive and well. */
export type WorkerFate = 'lives' | 'ended' | 'unknown';

/**
 * Names a process among all that use an engine, for ever: host, its boot, process namespace, process, and when that
 * began, for numbers of processes come again.
 */
export async function workerIdOf(pid: number): Promise<string> {
  return `${await ownPlace()}.${pid}.${startOf(pid) ?? 'gone'}`;
}

/** Tells of worker ids what has become of them, as far as this place knows: by their process, and by no clock. */
export async function workerFates(): Promise<(workerId: string) => WorkerFate> {
  const prefix = `${await ownPlace()}.`;
  return (workerId) => {
    if (!workerId.startsWith(prefix)) return 'unknown';
    const [, pid, start] = /^([1-9]\d{0,9})\.(\d+)$/u.exec(workerId.slice(prefix.length)) ?? [];
    if (pid === undefined) return 'unknown';
    return startOf(Number(pid)) === start ? 'lives' : 'ended';
  };
}

/** Where a process number means one process: a namespace of one boot of one machine. */
export async function ownPlace(): Promise<string> {
  const namespace = await readlink('/proc/self/ns/pid').catch(() => 'unknown');
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => 'unknown');
  return `${hostname()}.${boot.slice(0, 8)}.${namespace.replace(/\D/gu, '')}`;
}

/** Whether there is such a process in this process namespace. */
export function isRunning(pid: number): boolean {
  return startOf(pid) !== undefined;
}

/** When it began, in the kernel's ticks since the boot; undefined where there is none, or only its exit to be heard. */
function startOf(pid: number): string | undefined {
  try {
    // After the name, which may hold anything, the state is the first field and the start the twentieth.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /su, '')
      .split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
