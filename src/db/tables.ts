import type { Generated } from 'kysely';
import type { LaneName } from '../course/lane.js';
import type { AccessTables } from './accessTables.js';

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

/** Who hands a submission in now: what `submission_received` and `submission_members_changed` come to. */
interface MemberRow {
  course: string;
  submissionId: string;
  student: string;
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

export interface GradeRow {
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
  /** When its deliveries were made; null where nobody has looked at it yet. */
  plannedAt: string | null;
  /** When the last of its deliveries ended, or it was seen that no channel wants it. */
  sentAt: string | null;
}

export type DeliveryState = 'waiting' | 'sent' | 'dropped' | 'dead';

/** One message on its way to one recipient by one channel; a digest has several items of the outbox. */
interface DeliveryRow {
  id: Generated<number>;
  course: string;
  kind: string;
  channel: string;
  /** A student's key, an address of staff's, or empty where the channel has one receiver. */
  recipient: string;
  /** The receiver's to tell a repetition by: 32 hex digits. */
  key: string;
  state: DeliveryState;
  /** Tries begun. */
  attempts: Generated<number>;
  nextAttemptAt: string;
  /** For the operator: without names, addresses and secrets. */
  lastError: string | null;
  createdAt: string;
  endedAt: string | null;
}

interface DeliveryItemRow {
  deliveryId: number;
  outboxId: number;
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

export type WorkClass = 'feedback' | 'submission' | 'regrade' | 'batch';
export type WorkLane = LaneName;
export type WorkState = 'queued' | 'dispatched' | 'graded' | 'superseded' | 'cancelled' | 'needsStaff' | 'unreadable';

/** One submission to be graded by one version of the grader: src/work/state.ts says how it moves. */
export interface WorkRow {
  /** The order of admission. */
  seq: Generated<number>;
  /** Public, and not to be guessed: 32 hex digits. */
  id: string;
  course: string;
  submissionId: string;
  graderVersion: string;
  /** The regrade that it belongs to; empty for what came in. */
  run: string;
  assignment: string;
  assignmentDigest: string;
  /** The only checks that are run: a JSON array of ids; null for all. */
  checks: string | null;
  /** Who handed in: students' keys in order, joined by commas. */
  party: string;
  source: string;
  workClass: WorkClass;
  lane: WorkLane;
  /** How long it waits in the gpu lane each time it is queued by somebody; null where that is without end. */
  gpuWaitSeconds: number | null;
  /** When it may move to the cpu lane: RFC 3339. Null where it may not, has moved, or is done. */
  gpuUntil: string | null;
  createdAt: string;
  /** When it was due, as the platform says: a JSON array of RFC 3339 texts; null where it said nothing. */
  platformDues: string | null;
  admittedAt: string;
  /** Of the state. */
  changedAt: string;
  contentDigest: string;
  /** The notebook file by digest in the blob store; null where there is none to be read. */
  notebook: string | null;
  /** Of what the notebook says, as its grade will name it. */
  notebookDigest: string | null;
  fileName: string;
  state: WorkState;
  /** A party's first queued job has an earlier turn than its second, whoever else waits. */
  turn: number;
  /** The newest try, from 1; 0 where there was none. */
  attempt: Generated<number>;
  /** Why staff must act. */
  cause: 'course' | 'platform' | 'poison' | null;
  /** For staff; of an unreadable one for the student. */
  detail: string | null;
  gradedSeq: number | null;
  /** The event of a grade that left points open: staff must act. */
  openSeq: number | null;
  /** A `Grade` as JSON that is not in the ledger: feedback's, or a regrade's that is not published. */
  heldGrade: string | null;
  /** The executed notebook by digest in the blob store, as long as that keeps it; null where another run graded it. */
  executed: string | null;
  /** Of a submission: its answers to what people grade (`written.json`) by digest in the blob store. */
  written: string | null;
}

export type RegradeState = 'open' | 'published' | 'replaced' | 'cancelled';

/** The submissions that count for an assignment, graded again by one version: their rows name it as their `run`. */
export interface RegradeRow {
  seq: Generated<number>;
  /** 12 hex digits. */
  id: string;
  course: string;
  assignment: string;
  assignmentDigest: string;
  graderVersion: string;
  /** The only checks that are run: a JSON array of ids; null for all, which alone can be published. */
  checks: string | null;
  actor: string;
  reason: string | null;
  startedAt: string;
  /** Of an assignment, at most one is open. */
  state: RegradeState;
}

/** What somebody decided about a work row. */
interface WorkDecisionRow {
  seq: Generated<number>;
  workId: string;
  decision: 'force' | 'cancel';
  actor: string;
  reason: string;
  decidedAt: string;
}

/** That a version of an assignment was published, or the assignment withdrawn (`digest` null). */
interface VersionRow {
  seq: Generated<number>;
  course: string;
  assignment: string;
  digest: string | null;
  publishedAt: string;
}

export interface Tables extends AccessTables {
  events: EventRow;
  eventStudents: EventStudentRow;
  students: StudentRow;
  submissions: SubmissionRow;
  members: MemberRow;
  attempts: AttemptRow;
  grades: GradeRow;
  outbox: OutboxRow;
  deliveries: DeliveryRow;
  deliveryItems: DeliveryItemRow;
  charges: ChargeRow;
  work: WorkRow;
  workDecisions: WorkDecisionRow;
  regrades: RegradeRow;
  versions: VersionRow;
}
