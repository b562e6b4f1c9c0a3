import { fold } from './fold.js';
import type { EpochMicros } from './instant.js';
import { endOfHour, latenessOf } from './lateness.js';
import type { AssignmentLedger, ChargeStatus, StudentLedger } from './ledger.js';
import type { LedgerInput, SubmissionReceived } from './model.js';

export interface PreviewQuery {
  readonly student: string;
  /** Who would hand it in together with the student. */
  readonly partners?: readonly string[];
  readonly assignment: string;
  readonly at: EpochMicros;
}

/** What the assignment would cost with one more submission. */
export interface Preview {
  readonly accepted: boolean;
  /** How the assignment stands without it. */
  readonly statusNow: ChargeStatus;
  readonly effectiveDue: EpochMicros;
  readonly hoursLate: number;
  readonly hoursUsed: number;
  /** Against what the assignment costs now. */
  readonly additionalHours: number;
  readonly penaltyHours: number;
  readonly penaltyBp: number;
  readonly remainingAfter: number;
  /** Until when the submission costs as much; the due instant where it is on time, null where it is not accepted. */
  readonly currentHourEndsAt: EpochMicros | null;
  /** Other assignments whose charge would change, because hours are spent in order of due time. */
  readonly changesElsewhere: readonly { assignment: string; hoursUsed: number; penaltyHours: number }[];
}

/** What an assignment would cost if it were handed in at an instant. */
export interface Price {
  readonly at: EpochMicros;
  readonly timeZone: string;
  /** One a student, in the order that was asked for. */
  readonly members: readonly Preview[];
}

/** Behind every id that a platform gives, so that of two submissions at one instant this is the later. */
const HYPOTHETICAL_ID = '\uffff';

/**
 * The fold with one more submission, not graded yet, by the student and those who work with them.
 *
 * @param query its student and assignment are in `input`.
 * @throws {LateError} as `fold` does.
 */
export function preview(input: LedgerInput, query: PreviewQuery): Preview {
  const { student, assignment, at } = query;
  // Where each member of a group spends alone, nobody else matters.
  const asked = input.policy.groupMode === 'individual' ? { ...input, students: [student] } : input;
  const before = fold(asked).get(student);
  const after = fold({ ...asked, events: [...input.events, submissionAt(query, nextSeq(input))] }).get(student);
  const rowBefore = before?.assignments.get(assignment);
  const row = after?.assignments.get(assignment);
  if (before === undefined || after === undefined || rowBefore === undefined || row === undefined) {
    throw new RangeError('preview: the student or the assignment is not in the input');
  }
  if (row.notCounted.some(([id]) => id === HYPOTHETICAL_ID)) return notAccepted(before, rowBefore);
  const { lateSeconds, hoursLate } = latenessOf(at, row.effectiveDue, NO_CUTOFF, input.policy);
  return {
    accepted: true,
    statusNow: rowBefore.status,
    effectiveDue: row.effectiveDue,
    hoursLate: row.hoursLate,
    hoursUsed: row.hoursUsed,
    additionalHours: row.hoursUsed - rowBefore.hoursUsed,
    penaltyHours: row.penaltyHours,
    penaltyBp: row.penaltyBp,
    remainingAfter: after.remaining,
    currentHourEndsAt: lateSeconds === 0 ? row.effectiveDue : endOfHour(row.effectiveDue, hoursLate, input.policy),
    changesElsewhere: changes(before, after, assignment),
  };
}

const NO_CUTOFF = { cutoffHours: null, cutoffAt: null };

function submissionAt({ student, partners = [], assignment, at }: PreviewQuery, seq: number): SubmissionReceived {
  const submissionId = HYPOTHETICAL_ID;
  return {
    type: 'submission_received',
    seq,
    submissionId,
    assignment,
    students: [student, ...partners],
    createdAt: at,
  };
}

function nextSeq({ events }: LedgerInput): number {
  return events.reduce((highest, { seq }) => Math.max(highest, seq), 0) + 1;
}

function notAccepted(before: StudentLedger, { status, effectiveDue }: AssignmentLedger): Preview {
  return {
    accepted: false,
    statusNow: status,
    effectiveDue,
    hoursLate: 0,
    hoursUsed: 0,
    additionalHours: 0,
    penaltyHours: 0,
    penaltyBp: 0,
    remainingAfter: before.remaining,
    currentHourEndsAt: null,
    changesElsewhere: [],
  };
}

function changes(before: StudentLedger, after: StudentLedger, except: string): Preview['changesElsewhere'] {
  return [...after.assignments].flatMap(([assignment, { hoursUsed, penaltyHours }]) => {
    const was = before.assignments.get(assignment);
    const same = was?.hoursUsed === hoursUsed && was.penaltyHours === penaltyHours;
    return same || assignment === except ? [] : [{ assignment, hoursUsed, penaltyHours }];
  });
}
