import { readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

/**
 * Names a process of this place among all that use an engine: host, process namespace, process. With the first two alike, the
 * third can be asked after.
 */
export async function workerIdOf(pid: number): Promise<string> {
  return `${await ownPlace()}.${pid}`;
}

/** Tells of worker ids whether their process has certainly ended: it was one of this place, and runs no more. */
export async function endedWorkers(): Promise<(workerId: string) => boolean> {
  const prefix = `${await ownPlace()}.`;
  return (workerId) => {
    const pid = workerId.startsWith(prefix) ? Number(workerId.slice(prefix.length)) : NaN;
    return Number.isSafeInteger(pid) && pid > 0 && !isRunning(pid);
  };
}

async function ownPlace(): Promise<string> {
  const namespace = await readlink('/proc/self/ns/pid').catch(() => 'unknown');
  return `${hostname()}.${namespace.replace(/\D/gu, '')}`;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
