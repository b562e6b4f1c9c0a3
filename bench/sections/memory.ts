import { readFile } from 'node:fs/promises';
import { LABEL_PREFIX } from '../../src/sandbox/spec.js';
import { figure, type Row } from '../row.js';
import type { Homework, Stage } from '../stage.js';

const MIB = 1024 * 1024;

/** What waiting containers occupy: pages that several share are counted in parts (PSS). */
export async function memory(stage: Stage): Promise<Row[]> {
  const one = await slotBytes(stage, stage.homework.numbers, 1);
  const rows = [figure('idle warm slot, no torch (PSS)', one / MIB, 'MB', 'at most', 150)];
  for (const count of [1, stage.cores, 2 * stage.cores]) {
    const bytes = await slotBytes(stage, stage.homework.hw4, count);
    rows.push(figure(`idle warm slot, torch and pyplot, ${count} of them (PSS)`, bytes / MIB, 'MB', 'at most', 150));
  }
  return rows;
}

async function slotBytes(stage: Stage, homework: Homework, count: number): Promise<number> {
  await stage.settle(homework, count);
  const { docker } = stage.context.engine;
  const label = [`${LABEL_PREFIX}worker=${stage.context.workerId}`, `${LABEL_PREFIX}submission=virgin`];
  const found = await docker.listContainers({ filters: { label } });
  const sizes = await Promise.all(
    found.map(async ({ Id }) => {
      const { Processes, Titles } = (await docker.getContainer(Id).top()) as {
        Processes: string[][];
        Titles: string[];
      };
      const pids = Processes.map((process) => process[Titles.indexOf('PID')] ?? '');
      const parts = await Promise.all(pids.map(pssBytes));
      return parts.reduce((sum, bytes) => sum + bytes, 0);
    }),
  );
  await stage.forget();
  return Math.max(...sizes);
}

async function pssBytes(pid: string): Promise<number> {
  const kib = /^Pss:\s+(\d+)/mu.exec(await readFile(`/proc/${pid}/smaps_rollup`, 'utf8'));
  return Number(kib?.[1] ?? NaN) * 1024;
}
