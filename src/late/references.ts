import { isDeepStrictEqual } from 'node:util';
import { LateError } from './lateError.js';
import type { LateEvent, LedgerInput, SubmissionReceived } from './model.js';

/**
 * Checks what no field shows alone: names that nothing bears, and numbers borne twice.
 *
 * @throws {LateError} for the first one found.
 */
export function checkReferences(input: LedgerInput): void {
  const students = uniqueIds(input.students, 'students');
  const assignments = uniqueIds(
    input.assignments.map(({ id }) => id),
    'assignments',
  );
  const submissions = new Map<string, SubmissionReceived>();
  const joined = new Map<string, readonly string[]>();
  const bySeq = new Map<number, LateEvent>();
  input.events.forEach((event, index) => {
    checkSeq(event, bySeq, index);
    if (event.type === 'submission_received') checkReceivedOnce(event, submissions, index);
    if (event.type === 'submission_members_changed') {
      joined.set(event.submissionId, [...(joined.get(event.submissionId) ?? []), ...(event.joined ?? [])]);
    }
  });
  input.events.forEach((event, index) => {
    for (const id of studentsIn(event)) {
      if (!students.has(id)) refuse(index, `names the student ${id}, who is not in students`);
    }
    if ('assignment' in event && !assignments.has(event.assignment)) {
      refuse(index, `names the assignment ${event.assignment}, which is not in assignments`);
    }
    if ('submissionId' in event) checkSubmission(event, { submissions, joined }, index);
    if (event.type === 'extension_revoked') checkRevocation(event, bySeq, index);
  });
}

/** The query's names, which must be in the document too. */
export function checkQuery(input: LedgerInput, query: { student?: string; assignment: string }): void {
  const { student, assignment } = query;
  if (student !== undefined && !input.students.includes(student)) {
    throw invalid(`query.student: ${student} is not in students.`);
  }
  if (!input.assignments.some(({ id }) => id === assignment)) {
    throw invalid(`query.assignment: ${assignment} is not in assignments.`);
  }
}

function uniqueIds(ids: readonly string[], list: string): Set<string> {
  const known = new Set<string>();
  ids.forEach((id, index) => {
    if (known.has(id)) throw invalid(`${list}[${index}]: ${id} is there twice.`);
    known.add(id);
  });
  return known;
}

/** Two facts cannot share a place in the order; the same fact may be told twice. */
function checkSeq(event: LateEvent, bySeq: Map<number, LateEvent>, index: number): void {
  const other = bySeq.get(event.seq);
  if (other === undefined) {
    bySeq.set(event.seq, event);
    return;
  }
  const same = event.key === undefined ? isDeepStrictEqual(event, other) : event.key === other.key;
  if (!same) refuse(index, `has the seq ${event.seq} of another event`);
}

function checkReceivedOnce(
  event: SubmissionReceived,
  submissions: Map<string, SubmissionReceived>,
  index: number,
): void {
  const other = submissions.get(event.submissionId);
  if (other === undefined) {
    submissions.set(event.submissionId, event);
    return;
  }
  const redelivered = event.key !== undefined && event.key === other.key;
  if (!redelivered && !isDeepStrictEqual(factsOf(event), factsOf(other))) {
    refuse(index, `receives submission ${event.submissionId} again, and differently`);
  }
}

function factsOf({ assignment, createdAt, students }: SubmissionReceived): unknown {
  return [assignment, createdAt, [...students].sort()];
}

function studentsIn(event: LateEvent): readonly string[] {
  if (event.type === 'submission_members_changed') return [...(event.joined ?? []), ...(event.left ?? [])];
  if ('student' in event) return [event.student];
  return ('students' in event ? event.students : undefined) ?? [];
}

/** Submissions, and who joined each of them at any time. */
interface Handed {
  readonly submissions: ReadonlyMap<string, SubmissionReceived>;
  readonly joined: ReadonlyMap<string, readonly string[]>;
}

function checkSubmission(
  event: Extract<LateEvent, { submissionId: string }>,
  { submissions, joined }: Handed,
  index: number,
): void {
  const submission = submissions.get(event.submissionId);
  if (submission === undefined) {
    refuse(index, `names submission ${event.submissionId}, which is never received`);
  }
  if (event.type !== 'submission_selected') return;
  if (submission.assignment !== event.assignment) {
    refuse(index, `selects submission ${event.submissionId}, which is for ${submission.assignment}`);
  }
  const ever = new Set([...submission.students, ...(joined.get(event.submissionId) ?? [])]);
  const stranger = event.students.find((id) => !ever.has(id));
  if (stranger !== undefined) refuse(index, `selects submission ${event.submissionId}, which is not by ${stranger}`);
}

function checkRevocation(
  event: Extract<LateEvent, { type: 'extension_revoked' }>,
  bySeq: ReadonlyMap<number, LateEvent>,
  index: number,
): void {
  const target = bySeq.get(event.targetSeq);
  const fits =
    target?.type === 'extension_granted' &&
    target.student === event.student &&
    target.assignment === event.assignment &&
    target.seq < event.seq;
  if (!fits) {
    const whom = `${event.student} on ${event.assignment}`;
    refuse(index, `revokes event ${event.targetSeq}, which is no earlier extension of ${whom}`);
  }
}

function refuse(index: number, what: string): never {
  throw invalid(`events[${index}] ${what}.`);
}

function invalid(message: string): LateError {
  return new LateError('invalid_document', message, 'Course staff: correct it.');
}
