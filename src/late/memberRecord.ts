import type { DueTimes } from './dueTimes.js';
import { effectiveDue } from './effectiveDue.js';
import { workOf, type Facts, type Student, type Terms } from './facts.js';
import type { Submission } from './submission.js';
import type { EpochMicros } from './instant.js';
import { latenessOf } from './lateness.js';
import type { AssignmentLedger, NotCountedWhy, OpenPoints, StudentLedger, TraceStep } from './ledger.js';
import { isNeverCharged, windowEnd } from './window.js';

/** Why a submission does not count: it is not accepted, or another one counts in its place. */
export type NotCounting = NotCountedWhy | 'another_counts';

/** What one submission means for one of the students who handed it in. Hours are late hours. */
export interface MemberRecord {
  readonly effectiveDue: EpochMicros;
  /** Of this submission, after the student's own due time, whether or not it counts. */
  readonly lateSeconds: number;
  readonly hoursLate: number;
  /** null where it counts. */
  readonly notCounted: NotCounting | null;
  /** The submission that counts for the student; null where none does. */
  readonly counting: string | null;
  readonly hoursWaived: number;
  readonly hoursUsed: number;
  readonly penaltyHours: number;
  readonly penaltyBp: number;
  /** Why late work costs nothing: `excused`, `exempt`, `zero_max`, `zero_score`; null where that is not so. */
  readonly uncharged: string | null;
  /** Of the submission that counts; decimal strings, null until it is graded. */
  readonly rawScore: string | null;
  readonly finalScore: string | null;
  /** Of the submission that counts, where its grade is open. */
  readonly open: OpenPoints | null;
  readonly budgetHours: number;
  /** On other assignments and, where this submission does not count, on the one that does. */
  readonly usedElsewhere: number;
  /** Whether all of that was on assignments due before this one. */
  readonly usedEarlier: boolean;
  readonly remainingAfter: number;
  readonly provisional: boolean;
  /** The rules in the order in which they were used, and what other assignments used. */
  readonly ruleTrace: readonly string[];
}

interface Member {
  readonly facts: Facts;
  readonly dueTimes: DueTimes;
  readonly submission: Submission;
  readonly student: Student;
  readonly charged: StudentLedger;
  readonly at: EpochMicros;
}

export function memberRecord(member: Member): MemberRecord {
  const { facts, submission, charged } = member;
  const row = charged.assignments.get(submission.assignment);
  if (row === undefined) throw new RangeError(`the ledger has no row of ${submission.assignment}`);
  const counts = row.submissionId === submission.id;
  const others = [...charged.assignments].filter(([id, { hoursUsed }]) => {
    return hoursUsed > 0 && !(counts && id === submission.assignment);
  });
  const usedElsewhere = others.reduce((sum, [, { hoursUsed }]) => sum + hoursUsed, 0);
  const earlier = dueUntil(charged, submission.assignment).slice(0, -1);
  const lateness = latenessOf(submission.at, row.effectiveDue, NO_CUTOFF, facts.policy);
  return {
    effectiveDue: row.effectiveDue,
    lateSeconds: counts ? row.lateSeconds : lateness.lateSeconds,
    hoursLate: counts ? row.hoursLate : lateness.hoursLate,
    notCounted: counts ? null : whyNot(row, submission.id),
    counting: row.submissionId,
    ...(counts ? chargeOf(row) : NO_CHARGE),
    rawScore: row.rawScore,
    finalScore: row.finalScore,
    open: row.open,
    budgetHours: charged.budget,
    usedElsewhere,
    usedEarlier: others.every(([id]) => earlier.includes(id)),
    remainingAfter: charged.remaining,
    provisional: isProvisional(member),
    ruleTrace: [
      ...(counts ? row.trace.map(stepText) : []),
      ...others.map(([id, { hoursUsed }]) => `${id} used ${hoursUsed}`),
    ],
  };
}

const NO_CUTOFF = { cutoffHours: null, cutoffAt: null };

type OwnCharge = Pick<MemberRecord, 'hoursWaived' | 'hoursUsed' | 'penaltyHours' | 'penaltyBp' | 'uncharged'>;

const NO_CHARGE: OwnCharge = { hoursWaived: 0, hoursUsed: 0, penaltyHours: 0, penaltyBp: 0, uncharged: null };

function chargeOf({ hoursWaived, hoursUsed, penaltyHours, penaltyBp, trace }: AssignmentLedger): OwnCharge {
  const uncharged = trace.find(({ rule }) => rule === 'not_charged')?.value ?? null;
  return {
    hoursWaived,
    hoursUsed,
    penaltyHours,
    penaltyBp,
    uncharged: uncharged === null ? null : String(uncharged),
  };
}

function whyNot({ notCounted }: AssignmentLedger, submissionId: string): NotCounting {
  return notCounted.find(([id]) => id === submissionId)?.[1] ?? 'another_counts';
}

/** Up to and with `assignment`, in the order in which hours are spent. */
function dueUntil({ assignments }: StudentLedger, assignment: string): string[] {
  const ids = [...assignments.keys()];
  return ids.slice(0, ids.indexOf(assignment) + 1);
}

/** Whether something handed in from `at` on, here or on an assignment due before, could still change the record. */
function isProvisional({ facts, dueTimes, submission, student, charged, at }: Member): boolean {
  return dueUntil(charged, submission.assignment).some((id) => {
    const terms = facts.terms.get(id);
    const work = workOf(student, id);
    if (terms === undefined || work.frozen !== null) return false;
    const isOther = id !== submission.assignment;
    if (isOther && (work.excusedSeq !== null || isNeverCharged(facts, terms))) return false;
    const end = windowEndOf(facts, dueTimes, student, terms);
    return end === null || at <= end;
  });
}

function windowEndOf(facts: Facts, dueTimes: DueTimes, student: Student, terms: Terms): EpochMicros | null {
  const work = student.works.get(terms.assignment.id);
  return windowEnd(facts, student, work, terms, effectiveDue(student, work, terms, dueTimes).at);
}

/** `base_due@3`, `hours_late 8`, `hours_waived 2@9`: the rule, its number, the events behind it. */
function stepText({ rule, value, seqs }: TraceStep): string {
  const shown = typeof value === 'number' || rule === 'not_charged' ? ` ${value}` : '';
  return `${rule}${shown}${seqs.length === 0 ? '' : `@${seqs.join(',')}`}`;
}
