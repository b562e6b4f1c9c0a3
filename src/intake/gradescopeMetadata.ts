import { z } from 'zod';
import { readInstant } from '../late/instant.js';
import { IntakeError } from './intakeError.js';
import { findJsonFault } from './jsonScan.js';
import { idField, listOf, numberField, orNull, rfc3339, textField } from './metadataFields.js';

/** Results of earlier submissions are in it, each as large as the platform takes them. */
const MAX_METADATA_BYTES = 32 * 1000 * 1000;
const BOUNDS = { maxDepth: 64, maxValues: 1_000_000 };
const MAX_USERS = 100;
const MAX_PREVIOUS = 10_000;

const instantField = z.string().transform((text, context) => {
  const at = rfc3339(text);
  if (at !== undefined && typeof readInstant(at) === 'number') return at;
  context.addIssue({
    code: 'custom',
    message: 'is not a time with offset such as 2026-02-24T20:59:00.000000-08:00',
  });
  return z.NEVER;
});

const emailField = textField
  .transform((email) => email.toLowerCase())
  .refine((email) => /^[^\s@]+@[^\s@]+$/u.test(email), 'is not an e-mail address');

const datesShape = {
  release_date: orNull(instantField),
  due_date: orNull(instantField),
  late_due_date: orNull(instantField),
};

const userSchema = z
  .looseObject({
    id: orNull(idField),
    email: orNull(emailField),
    name: orNull(textField),
    sid: orNull(textField),
    assignment: orNull(z.looseObject(datesShape)),
  })
  .transform(({ id, email, name, sid, assignment }) => ({
    id,
    email,
    name,
    sid,
    /** The student's own dates, extensions included; null where the platform says none. */
    dueDate: assignment?.due_date ?? null,
    lateDueDate: assignment?.late_due_date ?? null,
  }));

/** Read for information alone, never as a ledger, so nothing in it is worth refusing a submission. */
const previousSchema = z
  .looseObject({
    id: orNull(idField).catch(null),
    submission_time: orNull(instantField).catch(null),
    score: orNull(numberField).catch(null),
    autograder_error: orNull(z.boolean()).catch(null),
  })
  .transform(({ id, submission_time, score, autograder_error }) => ({
    id,
    submittedAt: submission_time,
    score,
    /** True where the platform or a grader failed: not the student's attempt. */
    failed: autograder_error,
  }));

const metadataSchema = z
  .looseObject({
    id: orNull(idField),
    created_at: orNull(instantField),
    submission_method: orNull(textField),
    users: listOf(userSchema, MAX_USERS),
    assignment: orNull(
      z.looseObject({
        id: orNull(idField),
        course_id: orNull(idField),
        title: orNull(textField),
        total_points: orNull(numberField),
        group_submission: orNull(z.boolean()),
        ...datesShape,
      }),
    ),
    previous_submissions: listOf(previousSchema, MAX_PREVIOUS).catch([]),
  })
  .transform(({ id, created_at, submission_method, users, assignment, previous_submissions }) => ({
    submissionId: id,
    courseId: assignment?.course_id ?? null,
    assignmentId: assignment?.id ?? null,
    title: assignment?.title ?? null,
    /** RFC 3339 with the platform's offset and microseconds. */
    createdAt: created_at,
    method: submission_method,
    /** Nobody where the submission is not the active one. */
    users,
    isGroup: assignment?.group_submission ?? null,
    /** For the whole class, where a user has no dates of their own. */
    dueDate: assignment?.due_date ?? null,
    lateDueDate: assignment?.late_due_date ?? null,
    /** Includes what people grade. */
    totalPoints: assignment?.total_points ?? null,
    /** In no order that could be relied on. */
    previousSubmissions: previous_submissions,
  }));

/** `submission_metadata.json` as far as it could be read; null is what it does not say. */
export type GradescopeMetadata = z.output<typeof metadataSchema>;

/** Metadata that say all that taking a submission in needs. */
export interface GradescopeSubmission extends GradescopeMetadata {
  readonly submissionId: string;
  readonly courseId: string;
  readonly assignmentId: string;
  readonly createdAt: string;
}

/**
 * Reads `submission_metadata.json` as the platform and tools around it write it: nulls, absent fields, numbers in
 * texts, an empty array for null, an object for a list of one, an offset without colon.
 *
 * @throws IntakeError where it is not JSON, or a field says what it cannot say; the message names the field.
 */
export function readGradescopeMetadata(bytes: Uint8Array): GradescopeMetadata {
  if (bytes.length > MAX_METADATA_BYTES) throw refused('is larger than 32 MB');
  const text = new TextDecoder('utf-8').decode(bytes);
  if (findJsonFault(text, BOUNDS) !== undefined) throw refused('is not JSON');
  const result = metadataSchema.safeParse(JSON.parse(text));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = z.core.toDotPath(issue?.path ?? []);
  throw refused(path === '' ? 'is not an object' : `: ${path} ${issue?.message ?? 'cannot be read'}`);
}

/**
 * Judges whether the metadata name a submission that can be taken in. `users` may be empty (the submission is not the
 * active one): who handed it in is then known only where it was received before.
 *
 * @throws IntakeError that names the first field that is missing.
 */
export function requireSubmission(metadata: GradescopeMetadata): GradescopeSubmission {
  const { submissionId, courseId, assignmentId, createdAt, users } = metadata;
  if (submissionId === null) throw missing('id');
  if (createdAt === null) throw missing('created_at');
  if (assignmentId === null) throw missing('assignment.id');
  if (courseId === null) throw missing('assignment.course_id');
  const nameless = users.findIndex(({ email, sid }) => email === null && sid === null);
  if (nameless >= 0) throw missing(`users[${nameless}].email`);
  return { ...metadata, submissionId, courseId, assignmentId, createdAt };
}

/** A user as whoever knows people by address or number takes them. */
export function personOf({ name, email, sid }: Pick<GradescopeMetadata['users'][number], 'name' | 'email' | 'sid'>): {
  name?: string;
  email?: string;
  sid?: string;
} {
  return {
    ...(name === null ? {} : { name }),
    ...(email === null ? {} : { email }),
    ...(sid === null ? {} : { sid }),
  };
}

function missing(field: string): IntakeError {
  return refused(`: ${field} is missing`);
}

function refused(what: string): IntakeError {
  const verb = what.startsWith(':') ? what : ` ${what}`;
  return new IntakeError(
    'metadata',
    `submission_metadata.json${verb}.`,
    'Course staff: run the autograder again, and report this if it stays.',
  );
}

/**
 * When the platform says that the submission was due, as it writes it: each person's own time, or the class's for who has
 * none. Empty where it names nobody, or says nothing.
 */
export function platformDuesOf({ users, dueDate }: Pick<GradescopeSubmission, 'users' | 'dueDate'>): string[] {
  return users.map((user) => user.dueDate ?? dueDate).filter((due) => due !== null);
}
