import type { LoadedAssignment } from '../../src/course/load.js';
import type { Actor } from '../../src/ledger/actor.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { beginRegrade, type Begun, type RegradeAsk } from '../../src/regrade/begin.js';
import type { CheckGrade, Grade } from '../../src/grade/grade.js';
import type { Store } from '../../src/db/store.js';
import { readRunRows } from '../../src/work/regrades.js';
import { beginCourse, COURSE, newStore, now } from '../ledger/sample.js';
import { digest, gradeRow, submit } from '../work/sample.js';

export const ADA: Actor = { kind: 'staff', id: 'ada' };
export const GRADER = '1.0.0-mended';
/** Of the version that the class is graded again by. */
export const MENDED = `sha256:${digest(77)}`;

/** Homework 1, as its mended version is; nothing else of it is looked at. */
const LOADED = {
  assignment: { id: 'hw1', gpu: 'never', questions: [{ number: '1' }, { number: '2' }] },
  digest: MENDED,
} as unknown as LoadedAssignment;

export function ask(changes: Partial<RegradeAsk> = {}): RegradeAsk {
  return { loaded: LOADED, grader: GRADER, only: [], checks: null, reason: 'check 2.1 was wrong', ...changes };
}

/** Checks 1.1 and 2.1, of 60 and 40 points. */
export function checked(passes: { readonly first: boolean; readonly second: boolean }): Partial<Grade> {
  const check = (id: string, points: number, passed: boolean): CheckGrade => ({
    ...{ id, title: `check ${id}`, question: id.charAt(0), visibility: 'visible', message: '', wallMs: 1 },
    status: passed ? 'passed' : 'failed',
    earnedMicroPoints: passed ? points * 1_000_000 : 0,
    maxMicroPoints: points * 1_000_000,
  });
  const checks = [check('1.1', 60, passes.first), check('2.1', 40, passes.second)];
  const earnedMicroPoints = checks.reduce((sum, { earnedMicroPoints: points }) => sum + points, 0);
  return { checks, earnedMicroPoints, outcome: earnedMicroPoints === 100_000_000 ? 'passed' : 'failed' };
}

/** A class whose check 2.1 failed everybody: s1 and s2 have 60 of 100 points each, s2 five hours late. */
export async function classOfTwo(clock = now) {
  const held = await newStore(clock);
  const { store } = held;
  beginCourse(store);
  const ledger: Ledger = { store, course: COURSE };
  const onTime = submit(store, 's1@example.edu', { submissionId: 'one' });
  const late = submit(store, 's2@example.edu', { submissionId: 'two', createdAt: '2027-02-11T09:30:00Z' });
  for (const { id } of [onTime, late]) gradeRow(store, id, checked({ first: true, second: false }));
  return {
    ...{ store, ledger, rows: { one: onTime.id, two: late.id } },
    begin: (changes: Partial<RegradeAsk> = {}): Begun => beginRegrade(ledger, ADA, ask(changes)),
    [Symbol.asyncDispose]: () => held[Symbol.asyncDispose](),
  };
}

/** The row of a submission in a regrade. */
export function rowOf(store: Store, { regrade }: Begun, submissionId: string) {
  const row = readRunRows(store, regrade).find((one) => one.submissionId === submissionId);
  if (row === undefined) throw new RangeError(`${submissionId} is not in the regrade`);
  return row;
}
