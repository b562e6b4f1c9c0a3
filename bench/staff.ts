/**
 * What staff's page of a class costs: 1,000 students, 60 checks each, from the request to the last byte, of a server in
 * this process. `npm run bench:staff`. The budget is 150 ms and 300 kB.
 */
import { performance } from 'node:perf_hooks';
import Table from 'cli-table3';
import type { Grade } from '../src/grade/grade.js';
import { signedInBrowser } from '../test/server/auth/signIn.js';
import { enrolled } from '../test/server/feedback/people.js';
import { testServer } from '../test/server/harness.js';
import { check, handIn } from '../test/server/staff/classroom.js';
import { setStaff } from '../test/access/people.js';
import { write } from '../src/db/store.js';
import { putStudent } from '../src/ledger/roster.js';
import { quantile } from './cost.js';

const STUDENTS = 1_000;
const CHECKS = 60;
const ROUNDS = 15;

await using server = await testServer();
const { store } = server;
const students = Array.from({ length: STUDENTS }, (_, index) => `s${index + 1}`);
enrolled(server, ...students);
setStaff(store, 'quick', { tim: { role: 'ta', waiveHours: 2 } });
write(store, () => {
  for (const [index, student] of students.entries()) {
    const email = `${student}@example.edu`;
    putStudent({ store, course: 'quick' }, { student, name: `Name of ${student}`, email, sid: null, section: null });
    handIn(server, student, { id: String(10_000 + index), grade: gradeOf(index) });
  }
});
const tim = signedInBrowser(server, { staff: 'tim' });
const table = new Table({ head: ['page', 'first ms', 'median ms', 'p95 ms', 'kB'], style: { head: [], border: [] } });
for (const path of [
  '/staff/assignments/quick',
  '/staff/assignments/quick?sort=score&page=7',
  '/staff/assignments/quick?whole=1',
  '/staff',
]) {
  const took: number[] = [];
  let bytes = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    const began = performance.now();
    bytes = Buffer.byteLength((await tim.get(path)).text);
    took.push(performance.now() - began);
  }
  const [first = 0, ...others] = took;
  const ms = [first, quantile(others, 0.5), quantile(others, 0.95)].map((value) => value.toFixed(0));
  table.push([path, ...ms, (bytes / 1000).toFixed(0)]);
}
console.log(`${table.toString()}\n${STUDENTS} students × ${CHECKS} checks`);

/** The same for a student at each run: about a third of the checks fails, in a few ways each. */
function gradeOf(student: number): Partial<Grade> {
  const checks = Array.from({ length: CHECKS }, (_, index) => {
    const isWrong = (student * 7 + index * 13) % 3 === 0;
    const way = student % 4;
    return isWrong
      ? check(`${index}.1`, {
          status: 'failed',
          message: `differs in way ${'abcd'[way] ?? ''} by ${student}`,
          got: String(way),
        })
      : check(`${index}.1`);
  });
  const earnedMicroPoints = checks.reduce((sum, one) => sum + one.earnedMicroPoints, 0);
  return { outcome: 'failed', checks, earnedMicroPoints, maxMicroPoints: 2_000_000 * CHECKS };
}
