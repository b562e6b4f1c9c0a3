import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = '/sys/fs/cgroup';

/** The folder of each controller of a container; that of version 2, which has them all, is named ''. */
export type ControlGroups = ReadonlyMap<string, string>;

/**
 * The control groups of a container, by its first process. None where they cannot be seen, as from a worker that is in a
 * container itself.
 *
 * @param pid as the engine says it. What does not name the container is another process's: the engine's pids need not
 *   be this worker's.
 */
export async function controlGroups(pid: number, id: string): Promise<ControlGroups> {
  const groups = new Map<string, string>();
  const text = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '');
  // Lines are `4:memory:/docker/<id>` and `0::/…`.
  for (const line of text.split('\n')) {
    const [, controllers = '', path = ''] = /^\d+:([^:]*):(.*)$/u.exec(line) ?? [];
    if (!path.includes(id)) continue;
    for (const name of controllers.split(',')) groups.set(name, join(ROOT, controllers, path));
  }
  return groups;
}

/** One file of a control group; '' where there is none. */
export async function readGroupFile(folder: string | undefined, name: string): Promise<string> {
  return folder === undefined ? '' : await readFile(join(folder, name), 'utf8').catch(() => '');
}

/** What all its processes have run so far. */
export async function cpuNsOf(groups: ControlGroups): Promise<number | undefined> {
  const first = await readGroupFile(groups.get('cpuacct'), 'cpuacct.usage');
  if (/^\d+\n?$/u.test(first)) return Number(first);
  const usec = /^usage_usec (\d+)$/mu.exec(await readGroupFile(groups.get(''), 'cpu.stat'))?.[1];
  return usec === undefined ? undefined : Number(usec) * 1000;
}

/** For how long they were held back because they had used what they may use. */
export async function throttledNsOf(groups: ControlGroups): Promise<number> {
  const first = /^throttled_time (\d+)$/mu.exec(await readGroupFile(groups.get('cpu'), 'cpu.stat'))?.[1];
  if (first !== undefined) return Number(first);
  const usec = /^throttled_usec (\d+)$/mu.exec(await readGroupFile(groups.get(''), 'cpu.stat'))?.[1];
  return Number(usec ?? 0) * 1000;
}

/** Whether somebody has frozen it, or a group that it is in, as `docker pause` does. */
export async function isFrozen(groups: ControlGroups): Promise<boolean> {
  const first = await readGroupFile(groups.get('freezer'), 'freezer.state');
  return (
    /^FR(?:OZEN|EEZING)$/mu.test(first) || /^frozen 1$/mu.test(await readGroupFile(groups.get(''), 'cgroup.events'))
  );
}

/** The ids of its threads. */
export async function threadsOf(groups: ControlGroups): Promise<string[]> {
  const first = await readGroupFile(groups.get('cpuacct'), 'tasks');
  const text = first === '' ? await readGroupFile(groups.get(''), 'cgroup.threads') : first;
  return text.match(/\d+/gu) ?? [];
}
