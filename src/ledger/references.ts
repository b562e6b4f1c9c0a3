import type { Ledger } from './ledger.js';
import { sql } from 'kysely';
import { assignmentSchema } from '../late/documentFields.js';
import { documentError } from '../late/documentError.js';
import type { EventContent } from './eventContent.js';
import { readEvent, readEvents } from './events.js';
import { hasStudent } from './roster.js';
import { first } from '../db/store.js';
import { Refusal } from '../base/refusal.js';
import { membersOf } from './subjects.js';

/**
 * Checks that what an event names is in the store.
 *
 * @throws {Refusal} that says what is not.
 */
export function checkReferences(ledger: Ledger, content: EventContent): void {
  const { store, course } = ledger;
  if ('student' in content) requireStudent(ledger, content.student);
  if (content.type === 'submission_members_changed') checkMembers(ledger, content);
  if ('students' in content) for (const id of content.students ?? []) requireStudent(ledger, id);
  if (content.type === 'assignment_set') checkAssignmentSet(ledger, content);
  else if ('assignment' in content) requireAssignment(ledger, content.assignment);
  if ('submissionId' in content) checkSubmission(ledger, content);
  if (content.type === 'extension_revoked') checkRevocation(ledger, content);
  if (content.type === 'correction_recorded' && readEvent(store, content.targetSeq)?.course !== course) {
    refuse(`There is no event ${content.targetSeq} in this course.`);
  }
}

function requireStudent(ledger: Ledger, student: string): void {
  if (!hasStudent(ledger, student)) refuse(`The student ${student} is not on the roster.`);
}

function requireAssignment(ledger: Ledger, assignment: string): void {
  if (!hasAssignment(ledger, assignment)) refuse(`There is no assignment ${assignment}.`);
}

function hasAssignment({ store, course }: Ledger, assignment: string): boolean {
  const named = store.query
    .selectFrom('events')
    .select('seq')
    .where('course', '=', course)
    .where('type', '=', 'assignment_set')
    .where(sql`json_extract(payload, '$.assignment')`, '=', assignment)
    .limit(1);
  return first(store, named) !== undefined;
}

/** The first one says everything; later ones what changes. */
function checkAssignmentSet(
  ledger: Ledger,
  { type: _, assignment: id, ...terms }: Extract<EventContent, { type: 'assignment_set' }>,
): void {
  if (hasAssignment(ledger, id)) return;
  const result = assignmentSchema.safeParse({ id, ...terms });
  if (!result.success) throw documentError(result.error.issues, { id, ...terms });
}

function checkSubmission(ledger: Ledger, content: Extract<EventContent, { submissionId: string }>): void {
  const { store, course } = ledger;
  const { submissionId } = content;
  const query = store.query
    .selectFrom('submissions')
    .select(['assignment', 'receivedSeq'])
    .where('course', '=', course)
    .where('submissionId', '=', submissionId);
  const submission = first(store, query);
  if (content.type === 'submission_received') {
    if (submission !== undefined) {
      refuse(`Submission ${submissionId} was received already, as event ${submission.receivedSeq}.`);
    }
    return;
  }
  if (submission === undefined) refuse(`Submission ${submissionId} was never received.`);
  if (content.type !== 'submission_selected') return;
  if (submission.assignment !== content.assignment) {
    refuse(`Submission ${submissionId} is for ${submission.assignment}, not for ${content.assignment}.`);
  }
  const authors = membersOf(ledger, submissionId);
  const stranger = content.students.find((id) => !authors.includes(id));
  if (stranger !== undefined) refuse(`Submission ${submissionId} is not by ${stranger}.`);
}

/** Who joins is not there yet, who leaves is, and somebody stays. */
function checkMembers(
  ledger: Ledger,
  { submissionId, joined = [], left = [] }: Extract<EventContent, { type: 'submission_members_changed' }>,
): void {
  const members = membersOf(ledger, submissionId);
  for (const student of joined) {
    requireStudent(ledger, student);
    if (members.includes(student)) refuse(`${student} hands in submission ${submissionId} already.`);
  }
  for (const student of left) {
    if (!members.includes(student)) refuse(`${student} does not hand in submission ${submissionId}.`);
  }
  if (members.length + joined.length === left.length) {
    refuse(`Nobody would hand in submission ${submissionId} any more: void it instead.`);
  }
}

function checkRevocation(
  ledger: Ledger,
  { targetSeq, student, assignment }: Extract<EventContent, { type: 'extension_revoked' }>,
): void {
  const { store, course } = ledger;
  const target = readEvent(store, targetSeq);
  const granted = target?.course === course && target.content.type === 'extension_granted' ? target.content : undefined;
  if (granted?.student !== student || granted.assignment !== assignment) {
    refuse(`Event ${targetSeq} is no extension of ${student} on ${assignment}.`);
  }
  const revoked = readEvents(ledger, { types: ['extension_revoked'] }).find(
    ({ content }) => content.type === 'extension_revoked' && content.targetSeq === targetSeq,
  );
  if (revoked !== undefined) refuse(`Event ${targetSeq} was revoked already, by event ${revoked.seq}.`);
}

function refuse(what: string): never {
  throw new Refusal({
    code: 'refusedByLedger',
    text: what,
    remedy: 'Course staff: correct it; nothing was changed.',
  });
}
