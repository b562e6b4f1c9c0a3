/**
 * What the service costs and how fairly it serves: a real server, Redis and ledger, and workers without containers.
 * `npm run bench:service`; JOBS=1000 for a shorter run.
 */
import Table from 'cli-table3';
import { measureCost } from './service/cost.js';
import { measureFairness } from './service/fairness.js';

const JOBS = Number(process.env['JOBS'] ?? 10_000);
const REGRADES = 1_000;

const fairness = await measureFairness(REGRADES, 40);
const beside = await measureCost(JOBS, 'beside');
const elsewhere = await measureCost(JOBS, 'elsewhere');
const table = new Table({ head: ['', 'measured', 'aim'], style: { head: [], border: [] } });
const ratio = (a: number, b: number): string => (a / b).toFixed(2);
table.push(
  [
    'feedback’s p95 wait while a regrade of 1,000 runs / service time',
    ratio(fairness.feedbackWaitMs, fairness.serviceMs),
    '≤ 2',
  ],
  [
    'others’ p95 wait beside a student with 50 queued jobs / without',
    ratio(fairness.othersWaitMs, fairness.undisturbedWaitMs),
    'about 1',
  ],
  ['regrades begun meanwhile', String(fairness.regrades), '> 0'],
  [`CPU ms of server and Redis, a queued job of ${JOBS}: row to committed grade`, beside.queueMs.toFixed(2), '≤ 5'],
  ['the same, blobs of workers elsewhere over HTTP', elsewhere.queueMs.toFixed(2), ''],
  ['the same for the upload before it', beside.intakeMs.toFixed(2), ''],
  ['server’s peak memory, MiB', Math.max(beside.serverPeakMiB, elsewhere.serverPeakMiB).toFixed(0), '< 300'],
  [`grades of ${2 * JOBS} submissions`, String(beside.grades + elsewhere.grades), String(2 * JOBS)],
);
console.log(table.toString());
