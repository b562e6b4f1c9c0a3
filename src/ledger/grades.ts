import type { Ledger } from './ledger.js';
import { gradeSchema, type Grade } from '../grade/grade.js';
import { isOpen } from '../grade/openPoints.js';
import type { AttemptRef } from './attemptRef.js';
import { all, first, type Store } from '../db/store.js';
import type { GradeRow } from '../db/tables.js';

/**
 * What a submission's gradings come to. The grade that stands is the newest one without open points: a later grading
 * that left points open takes nothing away. Where there is none, the newest one stands, and it is open.
 */
export interface Standing {
  readonly grade: Grade;
  /** A newer, open one, for which the grade before it stands. */
  readonly unfinished?: Grade;
}

export function readStanding({ store, course }: Ledger, submissionId: string): Standing | undefined {
  const query = store.query.selectFrom('grades').select('body').orderBy('attempt', 'desc');
  const rows = all(store, query.where('course', '=', course).where('submissionId', '=', submissionId));
  let newest: Grade | undefined;
  for (const { body } of rows) {
    const grade = parse(body);
    if (!isOpen(grade)) return newest === undefined ? { grade } : { grade, unfinished: newest };
    newest ??= grade;
  }
  return newest === undefined ? undefined : { grade: newest };
}

/** The newest grade of a submission, whole. */
export function readGrade(ledger: Ledger, submissionId: string): Grade | undefined {
  return readNewestAttempt(ledger, submissionId)?.grade;
}

/** The same, which attempt it is, its event, and when it was committed. */
export function readNewestAttempt(
  { store, course }: Ledger,
  submissionId: string,
): (Pick<GradeRow, 'attempt' | 'gradedSeq' | 'committedAt'> & { readonly grade: Grade }) | undefined {
  const newestFirst = store.query.selectFrom('grades').select(['attempt', 'body', 'gradedSeq', 'committedAt']);
  const query = newestFirst.orderBy('attempt', 'desc').limit(1);
  const row = first(store, query.where('course', '=', course).where('submissionId', '=', submissionId));
  if (row === undefined) return undefined;
  const { body, ...rest } = row;
  return { ...rest, grade: parse(body) };
}

/** The grade of one attempt, whole. */
export function readGradeOf(store: Store, { course, submissionId, attempt }: AttemptRef): Grade | undefined {
  const query = store.query.selectFrom('grades').select('body').where('course', '=', course);
  const row = first(store, query.where('submissionId', '=', submissionId).where('attempt', '=', attempt));
  return row === undefined ? undefined : parse(row.body);
}

/** The grade that an event tells of; undefined where it came without one, as an imported score does. */
export function readGradeAt(
  store: Store,
  gradedSeq: number,
): { readonly grade: Grade; readonly committedAt: string } | undefined {
  const query = store.query.selectFrom('grades').select(['body', 'committedAt']);
  const row = first(store, query.where('gradedSeq', '=', gradedSeq));
  return row === undefined ? undefined : { grade: parse(row.body), committedAt: row.committedAt };
}

function parse(body: string): Grade {
  return gradeSchema.parse(JSON.parse(body));
}
