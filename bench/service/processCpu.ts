import { readFile } from 'node:fs/promises';

const TICKS_PER_SECOND = 100;

/** CPU seconds that a process has used since its start, all its threads together. */
export async function cpuSecondsOf(pid: number): Promise<number> {
  // The name in brackets may hold anything; what follows it are numbers.
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Of a process and its children that are alive. */
export async function familyCpuSecondsOf(pid: number): Promise<number> {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter((one) => one !== '');
  const seconds = await Promise.all([pid, ...children.map(Number)].map(cpuSecondsOf));
  return seconds.reduce((sum, one) => sum + one, 0);
}

/** The most memory that a process had in RAM at once, in MiB. */
export function peakMemoryMiB(pid: number): Promise<number> {
  return memoryMiB(pid, 'VmHWM');
}

/** The memory that a process has in RAM now, in MiB. */
export function residentMiB(pid: number): Promise<number> {
  return memoryMiB(pid, 'VmRSS');
}

async function memoryMiB(pid: number, field: string): Promise<number> {
  const lines = (await readFile(`/proc/${pid}/status`, 'utf8')).split('\n');
  return Number(/\d+/u.exec(lines.find((line) => line.startsWith(`${field}:`)) ?? '')?.[0]) / 1024;
}
