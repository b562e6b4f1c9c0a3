import { readFile } from 'node:fs/promises';

const TICKS_PER_SECOND = 100;

/** CPU seconds that a process has used since its start, all its threads together. */
export async function cpuSecondsOf(pid: number): Promise<number> {
  // The name in brackets may hold anything; what follows it are numbers.
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** The most memory that a process had in RAM at once, in MiB. */
export async function peakMemoryMiB(pid: number): Promise<number> {
  const [, kiB] = /^VmHWM:\s+(\d+) kB$/mu.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kiB) / 1024;
}
