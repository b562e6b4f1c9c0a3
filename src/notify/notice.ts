import type { Ledger } from '../ledger/ledger.js';
import { z } from 'zod';
import type { NoticeKind } from '../course/notify.js';
import type { StoredMessage } from '../ledger/outbox.js';
import { readStudentKeys } from '../ledger/roster.js';
import { first, type Store } from '../db/store.js';
import { subjectsOf } from '../ledger/subjects.js';

const count = z.number();
const before = <Shape extends z.ZodType>(value: Shape) => z.object({ before: value, after: value });

const chargeSchema = z.object({ hoursUsed: count, penaltyBp: count, finalScore: z.string().nullable() });
const onAssignment = { student: z.string(), assignment: z.string() };

/** What the outbox says, by the kind that a course file knows it by. */
const noticeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('needsStaff'),
    assignment: z.string().optional(),
    submissionId: z.string().optional(),
    work: z.string().optional(),
    cause: z.string().optional(),
    checks: z.array(z.string()).optional(),
  }),
  z.object({ kind: z.literal('resultReady'), submissionId: z.string(), attempt: count }),
  z.object({
    kind: z.literal('chargesChanged'),
    student: z.string(),
    hours: before(z.object({ budget: count, remaining: count })).nullable(),
    assignments: z.record(z.string(), before(chargeSchema)),
  }),
  z.object({ kind: z.literal('regradeResolved'), ...onAssignment, requestId: z.string(), outcome: z.string() }),
  z.object({ kind: z.literal('release'), assignment: z.string() }),
]);
type NoticeBody = z.infer<typeof noticeSchema>;

/** Something that people are told of. */
export type Notice = NoticeBody & {
  /** The outbox's key. */
  readonly key: string;
  /** RFC 3339. */
  readonly createdAt: string;
  /** What it is about, where it is about one; of a change of charges, all. */
  readonly assignmentIds: readonly string[];
};

/** The kinds of the outbox. */
const KINDS: Readonly<Record<string, NoticeKind>> = {
  needs_staff: 'needsStaff',
  result_ready: 'resultReady',
  charges_changed: 'chargesChanged',
  regrade_resolved: 'regradeResolved',
  grades_released: 'release',
};

/** A message of the outbox, read. @throws {z.ZodError} where it says what nobody is told of. */
export function noticeOf(store: Store, { course, kind, key, body, createdAt }: StoredMessage): Notice {
  const notice = noticeSchema.parse({ ...body, kind: KINDS[kind] });
  return { ...notice, key, createdAt, assignmentIds: assignmentsOf({ store, course }, notice) };
}

/** Messages, read. @throws {z.ZodError} as `noticeOf`. */
export function noticesOf(store: Store, messages: readonly StoredMessage[]): Notice[] {
  return messages.map((message) => noticeOf(store, message));
}

/** Whom of the students a notice concerns, by key: nobody else gets it. */
export function studentsOf(ledger: Ledger, notice: Notice): string[] {
  switch (notice.kind) {
    case 'needsStaff':
      return [];
    case 'resultReady':
      // Those whom its grade is about.
      return subjectsOf(ledger, {
        type: 'submission_graded',
        submissionId: notice.submissionId,
        rawScore: null,
        status: 'graded',
      });
    case 'chargesChanged':
    case 'regradeResolved':
      return [notice.student];
    case 'release':
      return readStudentKeys(ledger);
  }
}

function assignmentsOf({ store, course }: Ledger, notice: NoticeBody): string[] {
  if (notice.kind === 'chargesChanged') return Object.keys(notice.assignments);
  if (notice.kind !== 'resultReady') return notice.assignment === undefined ? [] : [notice.assignment];
  const query = store.query.selectFrom('submissions').select('assignment').where('course', '=', course);
  const found = first(store, query.where('submissionId', '=', notice.submissionId));
  return found === undefined ? [] : [found.assignment];
}
