import type { Charge } from './price.js';
import { ONE, type Decimal } from './decimal.js';
import type { TraceStep } from './ledger.js';
import type { Assignment, ExtensionGranted, LedgerInput, SubmissionReceived } from './model.js';
import type { LatePolicy } from './policy.js';
import type { Submission } from './submission.js';

/** A charge that a release has fixed, with the explanation it had then. */
interface Frozen {
  readonly charge: Charge;
  readonly trace: readonly TraceStep[];
  readonly seq: number;
}

/** A submission that somebody wants to count. */
export interface Selected {
  readonly submission: Submission;
  readonly seq: number;
}

/** One student's dealings with one assignment. */
export interface Work {
  submissions: Submission[];
  /** Submissions that the student has no longer, each with the event that says so. */
  readonly left: Map<string, number>;
  /** Whether `submissions` stand in the order in which they were made. */
  inOrder: boolean;
  /** Submissions that came while the assignment was frozen. */
  readonly afterRelease: Set<Submission>;
  /** In the order of `seq`. */
  extensions: readonly ExtensionGranted[];
  waivedHours: number;
  readonly waiverSeqs: number[];
  excusedSeq: number | null;
  selectedByStaff: Selected | null;
  selectedByStudent: Selected | null;
  frozen: Frozen | null;
}

export interface Student {
  readonly id: string;
  multiplier: Decimal;
  blanketHours: number;
  blanketSeq: number | null;
  adjustedHours: number;
  /** Events that made the budget what it is. */
  readonly budgetSeqs: number[];
  /** By assignment; absent where no event ever named both. */
  readonly works: Map<string, Work>;
}

export interface Terms {
  readonly assignment: Assignment;
  readonly seqs: readonly number[];
}

/** What the events up to some `seq` say. */
export interface Facts {
  readonly policy: LatePolicy;
  readonly terms: Map<string, Terms>;
  readonly students: Map<string, Student>;
  /** All that are ever received: a grade may be delivered before its submission. */
  readonly submissions: Map<string, Submission>;
}

export function initialFacts({ policy, students, assignments }: LedgerInput): Facts {
  return {
    policy,
    terms: new Map(assignments.map((assignment) => [assignment.id, { assignment, seqs: [] }])),
    students: new Map(students.map((id) => [id, newStudent(id)])),
    submissions: new Map(),
  };
}

export function newSubmission(event: SubmissionReceived): Submission {
  return {
    id: event.submissionId,
    assignment: event.assignment,
    students: event.students,
    seq: event.seq,
    joined: new Map(),
    at: event.createdAt,
    correctedSeq: null,
    voided: false,
    ungradable: false,
    rawScore: null,
    gradedSeq: null,
    open: null,
  };
}

export function workOf(student: Student, assignment: string): Work {
  let work = student.works.get(assignment);
  if (work === undefined) student.works.set(assignment, (work = newWork()));
  return work;
}

function newStudent(id: string): Student {
  return {
    id,
    multiplier: ONE,
    blanketHours: 0,
    blanketSeq: null,
    adjustedHours: 0,
    budgetSeqs: [],
    works: new Map(),
  };
}

function newWork(): Work {
  return {
    submissions: [],
    left: new Map(),
    inOrder: true,
    afterRelease: new Set(),
    extensions: [],
    waivedHours: 0,
    waiverSeqs: [],
    excusedSeq: null,
    selectedByStaff: null,
    selectedByStudent: null,
    frozen: null,
  };
}
