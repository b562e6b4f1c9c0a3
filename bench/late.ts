/**
 * What late hours cost: 1,000 students, 10 assignments, 10 submissions each, on one core. `npm run bench:late`. Building
 * the ledger file takes the most time, and is not measured.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import Table from 'cli-table3';
import { SYSTEM } from '../src/ledger/actor.js';
import { explain } from '../src/ledger/questions/explain.js';
import { fold } from '../src/late/fold.js';
import { preview } from '../src/late/preview.js';
import { rebuildCharges } from '../src/ledger/charges.js';
import { readLedgerInput } from '../src/ledger/ledgerInput.js';
import { openForWriting } from '../src/ledger/open.js';
import { BENCH_COURSE, lateCourse, storeCourse } from './lateCourse.js';
import { quantile } from './cost.js';

const SIZE = { students: 1_000, assignments: 10, submissions: 10 };
const ROUNDS = 9;
const STUDENT = 's500';

const folder = await mkdtemp(join(tmpdir(), 'assay-bench-'));
try {
  const input = lateCourse(SIZE);
  using store = openForWriting(join(folder, 'ledger.db'), { now: () => new Date() });
  storeCourse(store, input);
  const asked = { student: STUDENT, assignment: 'hw10', at: Date.UTC(2027, 5, 1) * 1000 };
  const rows: [string, number, () => unknown][] = [
    ['fold: everybody’s charges from the events', ROUNDS, () => fold(input)],
    [
      'preview, from the ledger file',
      20 * ROUNDS,
      () => preview(readLedgerInput({ store, course: BENCH_COURSE }, { students: [STUDENT] }).input, asked),
    ],
    [
      'explain, from the ledger file',
      5 * ROUNDS,
      () => explain({ store, course: BENCH_COURSE }, SYSTEM, { student: STUDENT, assignment: 'hw10' }),
    ],
    [
      'recompute: read, check and fold the ledger file, store all charges',
      3,
      () => {
        rebuildCharges(store);
      },
    ],
  ];
  const head = ['median ms', 'CPU', 'wall', 'slowest wall'];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const [what, rounds, work] of rows) {
    const took = timesOf(rounds, work);
    const [cpu, wall] = [took.map(({ cpuMs }) => cpuMs), took.map(({ wallMs }) => wallMs)];
    table.push([what, ...[quantile(cpu, 0.5), quantile(wall, 0.5), Math.max(...wall)].map((ms) => ms.toFixed(1))]);
  }
  const { students, assignments, submissions } = SIZE;
  console.log(`${table.toString()}\n${students} students × ${assignments} assignments × ${submissions} submissions`);
} finally {
  await rm(folder, { recursive: true });
}

interface Took {
  /** Of the whole process, its collector's threads included: other work on the machine does not lengthen it by much. */
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** Of each round; the first one, which compiles, is not among them. */
function timesOf(rounds: number, work: () => unknown): Took[] {
  work();
  return Array.from({ length: rounds }, () => {
    const cpuBefore = process.cpuUsage();
    const began = performance.now();
    work();
    const wallMs = performance.now() - began;
    const { user, system } = process.cpuUsage(cpuBefore);
    return { cpuMs: (user + system) / 1000, wallMs };
  });
}
