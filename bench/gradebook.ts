/**
 * What a gradebook costs: 1,000 students, 12 assignments with a written part each, a midterm and a project, from the
 * ledger file on one core. `npm run bench:gradebook`. Building the ledger file takes the most time, and is not measured.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { formatCsv } from '../src/base/csv/formatCsv.js';
import { gradeTermsSchema } from '../src/course/gradeTerms.js';
import { assignmentFileSchema, type Assignment } from '../src/course/schema.js';
import { write } from '../src/db/store.js';
import { gradebookTable } from '../src/gradebook/tables.js';
import { outcomeOf } from '../src/gradebook/whatIf.js';
import { appendEvent } from '../src/ledger/append.js';
import { rebuildCharges } from '../src/ledger/charges.js';
import { openForWriting } from '../src/ledger/open.js';
import { readGradebook } from '../src/ledger/questions/gradebook.js';
import { quantile } from './cost.js';
import { BENCH_COURSE, lateCourse, storeCourse } from './lateCourse.js';

const SIZE = { students: 1_000, assignments: 12, submissions: 1 };
const ROUNDS = 9;

const grade = gradeTermsSchema.parse({
  parts: [
    { title: 'Homework', weightBp: 4000, assignments: 'rest', dropLowest: 1 },
    { title: 'Midterm', weightBp: 3000, elsewhere: ['midterm'] },
    { title: 'Project', weightBp: 3000, elsewhere: ['project'] },
  ],
  letters: [
    { letter: 'A', fromBp: 9200 },
    { letter: 'B', fromBp: 8200 },
    { letter: 'C', fromBp: 0 },
  ],
});
const assignments = Array.from({ length: SIZE.assignments }, (_, number): Assignment => {
  const file = assignmentFileSchema.parse({
    ...{ schemaVersion: 1, id: `hw${number + 1}`, title: `Homework ${number + 1}`, due: { local: '2027-04-15T23:59' } },
    ...{
      questions: [{ number: '1', title: 'Checks', points: 95 }],
      manual: [{ number: '2', title: 'Essay', points: 5 }],
    },
  });
  return { ...file, due: { local: file.due.local, timeZone: 'UTC' } };
});

const folder = await mkdtemp(join(tmpdir(), 'assay-bench-'));
try {
  using store = openForWriting(join(folder, 'ledger.db'), { now: () => new Date() });
  const input = lateCourse(SIZE);
  storeCourse(store, input);
  write(store, () => {
    for (const student of input.students) {
      const common = { type: 'score_recorded', student, status: 'graded', source: 'gradescope' } as const;
      const record = (item: string, piece: 'whole' | 'written', score: string, maxScore: string): unknown =>
        appendEvent(
          { store, course: BENCH_COURSE },
          {
            content: { ...common, item, piece, score, maxScore },
            ...{ key: `score:${item}:${piece}:${student}`, actor: 'system' },
          },
        );
      for (const { id } of assignments) record(id, 'written', '3.5', '5');
      for (const id of ['midterm', 'project']) record(id, 'whole', String(20 + (Number(student.slice(1)) % 29)), '50');
    }
  });
  rebuildCharges(store);
  const table = (): string => {
    const { rows, terms } = readGradebook({ store, course: BENCH_COURSE }, { grade, assignments });
    outcomeOf(
      rows.map((row) => row.grade),
      { letters: terms.letters, moreBp: 0 },
      50,
    );
    return formatCsv(gradebookTable(rows, terms));
  };
  table();
  const [wall, cpu]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const [began, cpuBefore] = [performance.now(), process.cpuUsage()];
    table();
    wall.push(performance.now() - began);
    const { user, system } = process.cpuUsage(cpuBefore);
    cpu.push((user + system) / 1000);
  }
  const [wallMs, cpuMs] = [wall, cpu].map((times) => quantile(times, 0.5).toFixed(0)) as [string, string];
  const { students, assignments: count } = SIZE;
  console.log(
    `gradebook of ${students} × ${count}, read, computed, and as CSV: median ${wallMs} ms wall, ${cpuMs} ms CPU`,
  );
} finally {
  await rm(folder, { recursive: true });
}
