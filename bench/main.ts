/**
 * What a submission costs: Assay against the same notebook under bare nbclient in the same image, interleaved in one
 * run, so that only the ratios matter. `npm run bench`; ROUNDS=9 for more rounds.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Table from 'cli-table3';
import { execa } from 'execa';
import { DEFAULT_COURSE_DIR, gradingContext, PACKAGE_DIR, stateDir } from '../src/cli/setting.js';
import { loadAssignment } from '../src/course/load.js';
import { CheckerPool } from '../src/grading/checkerPool.js';
import { gradeSubmission } from '../src/grading/gradeSubmission.js';
import { readNotebook } from '../src/intake/readNotebook.js';
import { imageNames } from '../src/sandbox/images.js';
import { measure, median, type Cost } from './machineCpu.js';

const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const NOTEBOOK = join(DEFAULT_COURSE_DIR, 'samples', 'hw4', 'ada.ipynb');
const NBCLIENT = `
import sys, nbformat, nbclient
nbclient.NotebookClient(nbformat.reads(sys.stdin.read(), 4), timeout=600, allow_errors=True).execute()
`;

const { student } = await imageNames(PACKAGE_DIR);
const baseline = `assay-bench:${student.split(':')[1] ?? ''}`;
await execa('bash', [join(PACKAGE_DIR, 'bench', 'build-image.sh'), baseline, student], { stdio: 'inherit' });

const bytes = await readFile(NOTEBOOK);
const loaded = await loadAssignment(DEFAULT_COURSE_DIR, 'hw4');
const { limits } = loaded.assignment;
const context = await gradingContext(process.env, await stateDir(process.env));
await using pool = new CheckerPool(context);

const grade = async (): Promise<void> => {
  const notebook = readNotebook(bytes, 'ada.ipynb');
  const { grade: result } = await gradeSubmission(context, pool, { loaded, notebook, submission: 'bench' });
  if (result.outcome !== 'passed') throw new Error(`the benchmark's notebook came out as ${result.outcome}`);
};
const bare = async (): Promise<void> => {
  const threads = ['OMP_NUM_THREADS', 'MKL_NUM_THREADS', 'OPENBLAS_NUM_THREADS'].flatMap((name) => ['-e', `${name}=1`]);
  const bounds = ['--memory', `${limits.memoryMiB}m`, '--cpus', String(limits.cpus), '--network', 'none'];
  const command = [baseline, '/opt/venv/bin/python', '-c', NBCLIENT];
  await execa('docker', ['run', '--rm', '-i', '--init', ...bounds, ...threads, ...command], { input: bytes });
};

// Once each, unmeasured: the checker gets warm, files get into the page cache.
await grade();
await bare();
const idle = await measure(() => sleep(3_000));
const costs = { assay: [] as Cost[], nbclient: [] as Cost[] };
for (let round = 0; round < ROUNDS; round += 1) {
  costs.assay.push(await measure(grade));
  costs.nbclient.push(await measure(bare));
}

const cpu = (list: readonly Cost[]): number => median(list.map((cost) => cost.cpuSeconds));
const wall = (list: readonly Cost[]): number => median(list.map((cost) => cost.wallSeconds));
const table = new Table({ head: ['homework 4, one submission', 'CPU s', 'wall s'], style: { head: [], border: [] } });
table.push(['assay: cells, 34 checks, isolation', cpu(costs.assay).toFixed(2), wall(costs.assay).toFixed(2)]);
table.push(['nbclient: cells only', cpu(costs.nbclient).toFixed(2), wall(costs.nbclient).toFixed(2)]);
table.push([
  'ratio',
  (cpu(costs.assay) / cpu(costs.nbclient)).toFixed(2),
  (wall(costs.assay) / wall(costs.nbclient)).toFixed(2),
]);
console.log(`${table.toString()}\nmedians of ${ROUNDS} rounds; whole machine's CPU, engine included`);
console.log(
  `other work on the machine meanwhile: ${((idle.cpuSeconds / idle.wallSeconds) * 100).toFixed(0)} % of one core`,
);
