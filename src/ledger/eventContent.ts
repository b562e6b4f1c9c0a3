import { z } from 'zod';
import { lateEventSchema } from '../late/document.js';
import { readDecimal } from '../late/decimal.js';
import { documentError } from '../late/documentError.js';
import { idSchema, instantSchema } from '../late/documentFields.js';
import type { LateEvent } from '../late/model.js';
import { latePolicySchema } from '../late/policy.js';

const text = z.string().min(1).max(2000);
/** A decimal number as text; it stays one. */
const exact = z.string().refine((value) => readDecimal(value) !== undefined, 'is not a decimal number such as 79.5');
const onAssignment = { student: idSchema, assignment: idSchema };

/** Who works on a course, by the name that the log gives them. */
export const staffSchema = z.record(
  z.string().regex(/^[^\s:]{1,100}$/, 'is no name: it has a space or a colon, or is too long'),
  z.strictObject({
    role: z.enum(['instructor', 'head-ta', 'ta']),
    waiveHours: z.int().min(0).max(100_000).default(12).describe('The most that a ta may waive for one student.'),
  }),
);

/** What happens to a course besides what the fold computes with. */
const storeOnlySchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('policy_set'), policy: latePolicySchema }),
  z.strictObject({ type: z.literal('staff_set'), staff: staffSchema }),
  z.strictObject({ type: z.literal('student_enrolled'), student: idSchema }),
  z.strictObject({ type: z.literal('regrade_requested'), ...onAssignment, requestId: idSchema, textRef: text }),
  z.strictObject({
    type: z.literal('regrade_resolved'),
    ...onAssignment,
    requestId: idSchema,
    outcome: z.enum(['upheld', 'changed', 'refused']),
  }),
  z.strictObject({
    type: z.literal('score_recorded'),
    student: idSchema,
    item: idSchema.describe('What is graded elsewhere, or an assignment.'),
    piece: z.enum(['whole', 'written']).describe('written: what people grade of the assignment.'),
    status: z.enum(['graded', 'ungraded', 'missing', 'excused']),
    score: exact.nullable(),
    maxScore: exact,
    source: z.enum(['gradescope', 'canvas', 'file']),
  }),
  z.strictObject({ type: z.literal('letter_decided'), student: idSchema, letter: text.nullable() }),
  z.strictObject({ type: z.literal('student_withdrawn'), student: idSchema }),
  z.strictObject({ type: z.literal('student_returned'), student: idSchema }),
  z.strictObject({ type: z.literal('correction_recorded'), targetSeq: z.int().min(1), text }),
]);

const STORE_ONLY: ReadonlySet<string> = new Set(storeOnlySchema.options.map(({ shape }) => shape.type.value));

/** What is said of a submission's content besides what the fold computes with. */
const provenanceSchema = z.object({
  source: z.string().min(1).optional(),
  contentHash: z.string().min(1).optional(),
});

type Provenance = z.input<typeof provenanceSchema>;
type WithProvenance = 'submission_received' | 'submission_content_replaced';
type LateInput = z.input<typeof lateEventSchema>;
type Content<Event> = Event extends unknown ? Omit<Event, 'seq' | 'key' | 'actor' | 'reason'> : never;

/** What an event says, by its `type`: the fields of the ledger document, as JSON has them, and some more types. */
export type EventContent =
  | Content<Exclude<LateInput, { type: WithProvenance }>>
  | (Content<Extract<LateInput, { type: WithProvenance }>> & Provenance)
  | z.input<typeof storeOnlySchema>;
export type EventType = EventContent['type'];

/** Events about the whole course, whoever else they name. */
export const COURSE_TYPES = [
  'policy_set',
  'assignment_set',
  'grades_released',
  'allocation_thawed',
] as const satisfies EventType[];

/** @throws {LateError} where the content is not what its type demands. */
export function checkContent(content: EventContent): void {
  lateEventOf(content, { seq: 1, key: 'unused', actor: 'system' });
}

interface Frame {
  readonly seq: number;
  readonly key: string;
  readonly actor: string;
  readonly reason?: string | undefined;
}

const timestampSchema = z.object({ occurredAt: instantSchema });

/** @throws {LateError} where this is no instant with offset. */
export function checkOccurredAt(occurredAt: string): void {
  const result = timestampSchema.safeParse({ occurredAt });
  if (!result.success) throw documentError(result.error.issues, { occurredAt });
}

/**
 * The event as the fold takes it; undefined where the fold does not know its type.
 *
 * @throws {LateError} where the content is not what its type demands.
 */
export function lateEventOf(content: EventContent, frame: Frame): LateEvent | undefined {
  if (STORE_ONLY.has(content.type)) {
    parseStoreOnly(content);
    return undefined;
  }
  const raw = { ...withoutProvenance(content), ...frame };
  const result = lateEventSchema.safeParse(raw);
  if (!result.success) throw documentError(result.error.issues, raw);
  return result.data;
}

function withoutProvenance(content: EventContent): object {
  if (content.type !== 'submission_received' && content.type !== 'submission_content_replaced') return content;
  const { source, contentHash, ...rest } = content;
  if (source === undefined && contentHash === undefined) return rest;
  const provenance = provenanceSchema.safeParse({ source, contentHash });
  if (!provenance.success) throw documentError(provenance.error.issues, content);
  return rest;
}

/** An event of the store's own types, read. @throws {LateError} where it is not what its type demands. */
export function parseStoreOnly(content: EventContent): z.output<typeof storeOnlySchema> {
  const result = storeOnlySchema.safeParse(content);
  if (!result.success) throw documentError(result.error.issues, content);
  return result.data;
}
