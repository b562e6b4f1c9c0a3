import type { CheckGrade, Grade } from '../../../src/grade/grade.js';
import { read, all } from '../../../src/db/store.js';
import { admit } from '../../../src/work/admit.js';
import { digest, gradeRow, request } from '../../work/sample.js';
import { setStaff } from '../../access/people.js';
import { enrolled } from '../feedback/people.js';
import { putStudent } from '../../../src/ledger/roster.js';
import { testServer, type TestServer } from '../harness.js';

/** What a student's code may print: none of it may ever be markup. */
export const HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(1)>';

/**
 * A server with a class of five: s1 passes, s2 fails the hidden check, s3's is broken, s4 hands in nothing, s5 fails as
 * s2 does, 3 hours late. Staff are ada (instructor), hedy (head TA) and tim (TA).
 */
export async function classroom(): Promise<TestServer> {
  const server = await testServer({}, undefined, { demoSignIn: true });
  const { store } = server;
  const students = ['s1', 's2', 's3', 's4', 's5'];
  enrolled(server, ...students);
  for (const student of students) {
    const email = `${student}@example.edu`;
    putStudent({ store, course: 'quick' }, { student, name: `Name of ${student}`, email, sid: null, section: null });
  }
  setStaff(store, 'quick', {
    ada: { role: 'instructor', waiveHours: 12 },
    hedy: { role: 'head-ta', waiveHours: 12 },
    tim: { role: 'ta', waiveHours: 2 },
  });
  handIn(server, 's1', { id: '101', grade: { ...FULL, checks: [check('1.1'), check('1.2')] } });
  const wrong = { status: 'failed', message: `differs from 7 ${HOSTILE}`, got: HOSTILE } as const;
  handIn(server, 's2', { id: '102', grade: failing(check('1.2', { ...wrong, visibility: 'hidden' })) });
  const broken = check('1.2', { status: 'broken', staffLog: 'ZeroDivisionError: secret 42' });
  handIn(server, 's3', { id: '103', grade: { ...failing(broken), blame: 'course' } });
  const late = '2027-04-16T02:30:00Z';
  const other = check('1.2', { ...wrong, message: `differs from 8 ${HOSTILE}`, visibility: 'hidden' });
  handIn(server, 's5', { id: '105', createdAt: late, grade: failing(other) });
  return server;
}

interface HandIn {
  readonly id: string;
  readonly createdAt?: string;
  readonly grade: Partial<Grade>;
}

/** One more submission of a student, graded. */
export function handIn({ store }: TestServer, student: string, { id, createdAt, grade }: HandIn): void {
  const work = admit(
    store,
    request({
      ...{ course: 'quick', assignment: 'quick', submissionId: id },
      students: [{ email: `${student}@example.edu` }],
      createdAt: createdAt ?? '2027-04-15T12:00:00Z',
      contentDigest: digest(Number(id)),
    }),
  );
  gradeRow(store, work.id, grade);
}

export function check(id: string, changes: Partial<CheckGrade> = {}): CheckGrade {
  const status = changes.status ?? 'passed';
  const points = id === '1.1' ? 1_000_000 : 2_000_000;
  return {
    ...{ id, title: `Check ${id}`, question: '1', visibility: 'visible', status, message: '', wallMs: 40 },
    ...{ earnedMicroPoints: status === 'passed' ? points : 0, maxMicroPoints: points },
    ...changes,
  };
}

function failing(second: CheckGrade): Partial<Grade> {
  return {
    ...{ outcome: 'failed', sentence: 'Not all checks passed.', earnedMicroPoints: 1_000_000 },
    ...{ maxMicroPoints: 3_000_000, checks: [check('1.1'), second] },
  };
}

/** Who looked at whom, the newest last. */
export function looks({ store }: TestServer): string[] {
  const query = store.query.selectFrom('accessLog').select(['actor', 'student', 'detail']);
  const rows = read(store, () => all(store, query.where('kind', '=', 'studentViewed')));
  return rows.map(({ actor, student, detail }) => `${actor} ${student ?? 'all'} ${detail ?? ''}`);
}

const FULL = { earnedMicroPoints: 3_000_000, maxMicroPoints: 3_000_000 } as const;
