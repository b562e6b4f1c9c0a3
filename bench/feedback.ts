/**
 * What students' doors cost: open streams, pages, and a class that asks for feedback at once. A real server, Redis and
 * ledger, and a worker without containers. `npm run bench:feedback`; STREAMS=100 STUDENTS=50 for a shorter run.
 */
import { loadavg } from 'node:os';
import Table from 'cli-table3';
import { measureClass } from './feedback/class.js';
import { measurePages } from './feedback/pages.js';
import { measureStreams } from './feedback/streams.js';
import { figure, plain, type Row } from './row.js';

const STREAMS = Number(process.env['STREAMS'] ?? 500);
const STUDENTS = Number(process.env['STUDENTS'] ?? 200);
const WATCH_SECONDS = 45;

const load = loadavg()[0] ?? 0;
const streams = await measureStreams(STREAMS, WATCH_SECONDS);
const pages = await measurePages();
const regraded = await measureClass(STUDENTS, 1_000);
const rows: Row[] = [
  figure(`server’s memory, more by ${STREAMS} open streams`, streams.moreMiB, 'MiB', 'at most', 60),
  plain(`of it in the last ${WATCH_SECONDS} s of a minute`, streams.growthMiB, 'MiB'),
  plain('CPU of the server for them, of one core', streams.cpuShare * 100, '%'),
  plain('events sent meanwhile', streams.events, ''),
  figure('CPU of a results page: 34 failed checks, 8 plots', pages.pageMs, 'ms', 'at most', 30),
  plain('the same for the first look, with the reader’s', pages.firstMs, 'ms'),
  plain('that page', pages.pageKiB, 'KiB'),
  figure(
    `${STUDENTS} students within a minute, a regrade beside them: most wait ÷ service time of those before`,
    ...([regraded.mostRatio, '', 'at most', 2] as const),
  ),
  plain('the longest wait, each job taking 1 s of two slots', regraded.mostWaitSeconds, 's'),
  plain('sending a notebook, p95', regraded.sendMs, 'ms'),
  plain('CPU of the server for one student, sent and watched to the end', regraded.cpuMs, 'ms'),
  plain('regrades begun meanwhile', regraded.regrades, ''),
];
const table = new Table({ head: ['figure', 'measured', 'wanted', ''], style: { head: [], border: [] } });
for (const { figure: name, measured, wanted = '', isMet } of rows)
  table.push([name, measured, wanted, isMet === undefined ? '' : isMet ? 'met' : 'missed']);
console.log(table.toString());
console.log(`load before and after: ${load.toFixed(1)}, ${(loadavg()[0] ?? 0).toFixed(1)}`);
