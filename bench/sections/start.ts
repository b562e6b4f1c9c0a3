import { quantile } from '../cost.js';
import { figure, plain, type Row } from '../row.js';
import type { Stage } from '../stage.js';

const ROUNDS = 30;
const COLD_ROUNDS = 5;

/** From a job's being taken to its first cell, and what a homework with ten checks takes beyond its cells. */
export async function start(stage: Stage): Promise<Row[]> {
  const { numbers } = stage.homework;
  await stage.settle(numbers);
  await stage.grade(numbers);
  const warm = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await stage.settle(numbers);
    warm.push(await stage.grade(numbers));
  }
  const cold = [];
  for (let round = 0; round < COLD_ROUNDS; round += 1) cold.push(await stage.grade(numbers, 'cold'));
  const firstCell = warm.map((run) => run.firstCellMs);
  const added = warm.map(({ grade, totalMs }) => totalMs - grade.cells.reduce((sum, cell) => sum + cell.wallMs, 0));
  return [
    figure('job taken → first cell, warm, p50', quantile(firstCell, 0.5), 'ms', 'at most', 10),
    figure('job taken → first cell, warm, p95', quantile(firstCell, 0.95), 'ms', 'at most', 30),
    plain(
      'job taken → first cell, cold, p50',
      quantile(
        cold.map((run) => run.firstCellMs),
        0.5,
      ),
      'ms',
    ),
    figure('added to the cells by ten checks and isolation, p50', quantile(added, 0.5), 'ms', 'at most', 250),
  ];
}
