import { readdir, readFile } from 'node:fs/promises';
import { connectEngine } from '../../src/sandbox/engine.js';
import { LABEL_PREFIX } from '../../src/sandbox/spec.js';
import { ownPlace } from '../../src/machine/workerId.js';

/** What this machine runs whose command line holds `text`, as command lines. */
export async function processesWith(text: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name) && Number(name) !== process.pid);
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return lines.map((line) => line.replaceAll('\0', ' ').trim()).filter((line) => line.includes(text));
}

/** The containers that the command of this pid has on the engine, running or ended, as `<role> <state>`. */
export async function containersOfCommand(pid: number | undefined): Promise<string[]> {
  const prefix = `${await ownPlace()}.${String(pid)}.`;
  const found = await connectEngine().docker.listContainers({ all: true });
  return found
    .filter(({ Labels }) => Labels[`${LABEL_PREFIX}worker`]?.startsWith(prefix))
    .map(({ Labels, State }) => `${Labels[`${LABEL_PREFIX}role`] ?? ''} ${State}`);
}
