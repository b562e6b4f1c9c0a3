import type { Generated } from 'kysely';

/** One row of the log, as stored. Instants are RFC 3339 texts, hashes 64 hex digits, `payload` canonical JSON. */
export interface EventRow {
  seq: number;
  eventId: string;
  course: string;
  key: string;
  type: string;
  schemaVersion: number;
  occurredAt: string;
  recordedAt: string;
  actor: string;
  reason: string | null;
  evidenceRef: string | null;
  payload: string;
  prevHash: string;
  hash: string;
}

/** Whom an event is about; an event without rows here is about the whole course. */
interface EventStudentRow {
  seq: number;
  course: string;
  student: string;
}

/** The person behind a student's key. The log has only the key, so that a name can be erased. */
interface StudentRow {
  course: string;
  student: string;
  name: string | null;
  email: string | null;
  sid: string | null;
  section: string | null;
}

/** An index of `submission_received`. */
interface SubmissionRow {
  course: string;
  submissionId: string;
  assignment: string;
  createdAt: string;
  contentHash: string | null;
  receivedSeq: number;
}

export type AttemptState = 'open' | 'committed' | 'superseded';

interface AttemptRow {
  course: string;
  submissionId: string;
  /** From 1. */
  attempt: number;
  state: AttemptState;
  openedAt: string;
}

interface GradeRow {
  course: string;
  submissionId: string;
  attempt: number;
  /** A `Grade` as JSON. */
  body: string;
  gradedSeq: number;
  committedAt: string;
}

interface OutboxRow {
  id: Generated<number>;
  course: string;
  kind: string;
  /** At most one message of a course bears it. */
  key: string;
  body: string;
  createdAt: string;
  sentAt: string | null;
}

/** What was charged, as of an event. Derived: dropped and made anew at any time. */
interface ChargeRow {
  course: string;
  student: string;
  asOfSeq: number;
  /** The event that set the policy; 0 for the default policy. */
  policySeq: number;
  body: string;
}

export interface Tables {
  events: EventRow;
  eventStudents: EventStudentRow;
  students: StudentRow;
  submissions: SubmissionRow;
  attempts: AttemptRow;
  grades: GradeRow;
  outbox: OutboxRow;
  charges: ChargeRow;
}
