import type { Ledger } from './ledger.js';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { DueTimes } from '../late/dueTimes.js';
import { fold } from '../late/fold.js';
import type { LedgerInput } from '../late/model.js';
import { ledgerDocument } from '../late/ledgerDocument.js';
import { compiledOnce } from '../db/compiledOnce.js';
import { COURSE_TYPES } from './eventContent.js';
import { readCourses, type StoredEvent } from './events.js';
import { courseHeadSeq, readLedgerInput } from './ledgerInput.js';
import { all, read, run, write, type Store } from '../db/store.js';
import { subjectsOf, withPartners } from './subjects.js';
import type { Tables } from '../db/tables.js';

const count = z.int().nonnegative();
const score = z.string().nullable();

const assignmentChargeSchema = z.strictObject({
  effectiveDue: z.string(),
  submissionId: z.string().nullable(),
  lateSeconds: count,
  hoursLate: count,
  hoursWaived: count,
  hoursUsed: count,
  penaltyHours: count,
  penaltyBp: count,
  status: z.enum(['none', 'on_time', 'late', 'penalized', 'late_uncharged', 'rejected', 'invalid', 'excused']),
  rawScore: score,
  finalScore: score,
  /** Where the grade of what counts is open: decimal strings of points. */
  open: z.strictObject({ earned: z.string(), points: z.string() }).optional(),
  frozen: z.literal(true).optional(),
  notCounted: z
    .array(z.tuple([z.string(), z.enum(['after_cutoff', 'voided', 'ungradable', 'after_release'])]).readonly())
    .readonly()
    .optional(),
});
export type AssignmentCharge = z.infer<typeof assignmentChargeSchema>;

/** One student of the ledger document: hours, and a row an assignment. */
const studentChargesSchema = z.strictObject({
  budget: count,
  used: count,
  remaining: count,
  assignments: z.record(z.string(), assignmentChargeSchema),
});
export type StudentCharges = z.infer<typeof studentChargesSchema>;

/** The charges of one student, and the events that they were made from. */
export interface StoredCharges {
  readonly student: string;
  readonly asOfSeq: number;
  readonly policySeq: number;
  readonly charges: StudentCharges;
}

/** What everybody in `input` is charged, as the ledger document has it. @throws {LateError} as `fold` does. */
export function computeCharges(input: LedgerInput, dueTimes?: DueTimes): Map<string, StudentCharges> {
  return new Map(Object.entries(ledgerDocument(fold(input, dueTimes))));
}

/** The charges as last made: everybody's, or those of one student. */
export function readCharges({ store, course }: Ledger, only?: string): StoredCharges[] {
  const ofCourse = store.query.selectFrom('charges').selectAll().where('course', '=', course);
  const rows = all(store, only === undefined ? ofCourse : ofCourse.where('student', '=', only));
  return rows.map(({ student, asOfSeq, policySeq, body }) => ({
    student,
    asOfSeq,
    policySeq,
    charges: studentChargesSchema.parse(JSON.parse(body)),
  }));
}

/** Makes the charges of those whom these events can concern. To be called in the transaction that stored them. */
export function refreshCharges(ledger: Ledger, events: readonly StoredEvent[]): void {
  const courseWide = new Set<string>(COURSE_TYPES);
  if (events.some(({ content }) => courseWide.has(content.type))) {
    storeCharges(ledger, undefined);
    return;
  }
  const named = [...new Set(events.flatMap(({ content }) => subjectsOf(ledger, content)))];
  if (named.length > 0) storeCharges(ledger, withPartners(ledger, named));
}

/** Drops the charges of all courses, or of these, and makes them anew from the log. */
export function rebuildCharges(store: Store, courses = readCourses(store)): void {
  write(store, () => {
    run(store, store.query.deleteFrom('charges').where('course', 'in', courses));
    for (const course of courses) storeCharges({ store, course }, undefined);
  });
}

/** Everybody's charges as they are stored, and as the log gives them: the same, unless the computing has changed. */
export function compareCharges(ledger: Ledger): {
  stored: Map<string, StudentCharges>;
  fresh: Map<string, StudentCharges>;
} {
  const { store } = ledger;
  return read(store, () => {
    const { input } = readLedgerInput(ledger);
    const stored = new Map(readCharges(ledger).map(({ student, charges }) => [student, charges]));
    return { stored, fresh: computeCharges(input, store.dueTimes) };
  });
}

/** The students whose stored charges are not what the log gives. */
export function findStaleCharges(ledger: Ledger): string[] {
  return staleIn(compareCharges(ledger));
}

export function staleIn({ stored, fresh }: ReturnType<typeof compareCharges>): string[] {
  return [...fresh].flatMap(([student, charges]) => (isDeepStrictEqual(stored.get(student), charges) ? [] : [student]));
}

const putCharges = compiledOnce((query, { course, student, ...charges }: Tables['charges']) =>
  query
    .insertInto('charges')
    .values({ course, student, ...charges })
    .onConflict((conflict) => conflict.columns(['course', 'student']).doUpdateSet(charges)),
);

function storeCharges(ledger: Ledger, students: readonly string[] | undefined): void {
  const { store, course } = ledger;
  const { input, policySeq } = readLedgerInput(ledger, students === undefined ? {} : { students });
  const asOfSeq = courseHeadSeq(ledger);
  for (const [student, charges] of computeCharges(input, store.dueTimes)) {
    run(store, putCharges({ course, student, asOfSeq, policySeq, body: JSON.stringify(charges) }));
  }
}
