import { measure } from '../cost.js';
import { bareSeconds } from '../baseline.js';
import type { Peer } from '../peers/peer.js';
import { figure, plain, type Row } from '../row.js';
import type { Homework, Stage } from '../stage.js';

const CLASS = Number(process.env['CLASS'] ?? 40);

/** A class on all cores: against the least that the cells cost in any way of running them, and against `otter run`. */
export async function throughput(stage: Stage, homework: Homework, peer?: Peer): Promise<Row[]> {
  const bare = await bareSeconds(stage, homework);
  await stage.settle(homework, stage.cores);
  const own = await measure(() => inParallel(stage.cores, CLASS, () => stage.grade(homework)));
  const limit = stage.cores / bare;
  const rate = CLASS / own.wallSeconds;
  const rows = [
    plain(`${homework.title}, class of ${CLASS}: assay`, 60 * rate, 'a minute'),
    plain(`${homework.title}: CPU of one in the class`, own.cpuSeconds / CLASS, 'CPU s'),
    plain(`${homework.title}: cells in one bare Python process`, bare, 'CPU s'),
    figure(`${homework.title}: assay ÷ physical limit`, rate / limit, '', 'at least', 0.9),
  ];
  if (peer) {
    // A few are enough for a rate: each is a process that starts from nothing.
    const few = 2 * stage.cores;
    const other = few / (await measure(() => inParallel(stage.cores, few, () => peer.grade()))).wallSeconds;
    rows.push(plain(`${homework.title}: ${peer.name}`, 60 * other, 'a minute'));
    rows.push(figure(`${homework.title}: assay ÷ ${peer.name}`, rate / other, '', 'at least', 4));
  }
  return rows;
}

async function inParallel(lanes: number, count: number, work: () => Promise<unknown>): Promise<void> {
  let left = count;
  const lane = async (): Promise<void> => {
    while ((left -= 1) >= 0) await work();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
