import { measure, quantile } from '../cost.js';
import { jupyterExecute } from '../baseline.js';
import type { Peer } from '../peers/peer.js';
import { figure, plain, type Row } from '../row.js';
import type { Homework, Stage } from '../stage.js';

const ROUNDS = Number(process.env['ROUNDS'] ?? 5);

/** CPU seconds of one submission, its share of warming, engine and isolation included, beside the others', turn by turn. */
export async function cpu(stage: Stage, homework: Homework, peers: readonly Peer[]): Promise<Row[]> {
  const runners = [
    {
      name: 'assay',
      run: async () => {
        await stage.grade(homework);
        await stage.settle(homework);
      },
    },
    { name: 'jupyter execute, cells alone', run: () => jupyterExecute(stage, homework) },
    ...peers.map((peer) => ({ name: peer.name, run: () => peer.grade() })),
  ];
  await stage.settle(homework);
  // Once each, unmeasured: the checker gets warm, files get into the page cache.
  for (const { run } of runners) await run();
  const seconds = runners.map(() => [] as number[]);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, { run }] of runners.entries()) seconds[index]?.push((await measure(run)).cpuSeconds);
  }
  const [own = NaN, ...others] = seconds.map((list) => quantile(list, 0.5));
  const rows = [plain(`${homework.title}: assay`, own, 'CPU s')];
  for (const [index, other] of others.entries()) {
    const name = runners[index + 1]?.name ?? '';
    rows.push(plain(`${homework.title}: ${name}`, other, 'CPU s'));
    rows.push(figure(`${homework.title}: assay ÷ ${name}`, own / other, '', 'at most', index === 0 ? 0.5 : 1));
  }
  return rows;
}
