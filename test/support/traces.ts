import { readdir, readFile } from 'node:fs/promises';
import { connectEngine } from '../../src/sandbox/engine.js';
import { workerIdOf } from '../../src/state/workerId.js';
import { containersOf } from './engine.js';

/** What this machine runs whose command line holds `text`, as command lines. */
export async function processesWith(text: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name) && Number(name) !== process.pid);
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return lines.map((line) => line.replaceAll('\0', ' ').trim()).filter((line) => line.includes(text));
}

/** The containers that the command of this pid has on the engine, as `<role> <state>`. */
export async function containersOfCommand(pid: number | undefined): Promise<string[]> {
  return containersOf({ engine: connectEngine(), workerId: await workerIdOf(Number(pid)) });
}
