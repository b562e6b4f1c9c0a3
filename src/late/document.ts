import { z } from 'zod';
import { documentError } from './documentError.js';
import { assignmentSchema, decimalSchema, idSchema, instantSchema, termsShape } from './documentFields.js';
import type { LateEvent, LedgerInput } from './model.js';
import { latePolicySchema } from './policy.js';
import type { PreviewQuery } from './preview.js';
import { checkQuery, checkReferences } from './references.js';

const hours = z.int().min(0).max(100_000);
const students = z
  .array(idSchema)
  .min(1)
  .refine((ids) => new Set(ids).size === ids.length, 'names a student twice');

function event<const Type extends LateEvent['type'], Shape extends z.ZodRawShape>(type: Type, shape: Shape) {
  return z.strictObject({
    seq: z.int().min(0),
    type: z.literal(type),
    key: z.string().min(1).optional(),
    actor: z.string().min(1).optional(),
    reason: z.string().optional(),
    ...shape,
  });
}

const onAssignment = { student: idSchema, assignment: idSchema };

function extension<const Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) {
  return event('extension_granted', { ...onAssignment, kind: z.literal(kind), ...shape });
}

/** One event, as a ledger document (or a store) writes it down; parsed, one that the fold takes. */
export const lateEventSchema = z.discriminatedUnion('type', [
  event('submission_received', {
    submissionId: idSchema,
    assignment: idSchema,
    students,
    createdAt: instantSchema,
    submittedBy: z.string().optional(),
  }),
  event('submission_graded', {
    submissionId: idSchema,
    rawScore: decimalSchema.nullable().default(null),
    status: z.enum(['graded', 'ungradable', 'open']),
    earnedSoFar: decimalSchema.optional(),
    openPoints: decimalSchema.refine(({ units }) => units >= 0n, 'is below 0').optional(),
  })
    .refine(({ rawScore, status }) => rawScore !== null || status !== 'graded', {
      path: ['rawScore'],
      message: 'is no score; a graded submission has one, as a decimal number in quotes',
    })
    .refine(({ rawScore, status }) => rawScore === null || status !== 'open', {
      path: ['rawScore'],
      message: 'is a score, which an open grade does not have yet; earnedSoFar says what is earned',
    })
    .refine(
      ({ status, earnedSoFar, openPoints }) =>
        (earnedSoFar !== undefined) === (status === 'open') && (openPoints !== undefined) === (status === 'open'),
      { path: ['openPoints'], message: 'belongs to an open grade, together with earnedSoFar' },
    ),
  event('submission_content_replaced', { submissionId: idSchema }),
  event('submission_members_changed', {
    submissionId: idSchema,
    joined: students.optional(),
    left: students.optional(),
  })
    .refine(({ joined, left }) => joined !== undefined || left !== undefined, {
      path: ['joined'],
      message: 'names nobody, and left neither',
    })
    .refine(({ joined, left }) => joined?.some((id) => left?.includes(id)) !== true, {
      path: ['joined'],
      message: 'names somebody who is in left as well',
    }),
  event('submission_selected', { assignment: idSchema, students, submissionId: idSchema }),
  event('submission_voided', { submissionId: idSchema }),
  event('submission_time_corrected', { submissionId: idSchema, effectiveAt: instantSchema }),
  z.discriminatedUnion('kind', [
    extension('until', { until: instantSchema }),
    extension('hours', { hours }),
    extension('days', { days: z.int().min(0).max(3660) }),
  ]),
  event('extension_revoked', { ...onAssignment, targetSeq: z.int().min(0) }),
  event('hours_waived', { ...onAssignment, hours: z.union([hours, z.literal('all')]) }),
  event('budget_adjusted', { student: idSchema, deltaHours: z.int().min(-100_000).max(100_000) }),
  event('accommodation_set', {
    student: idSchema,
    budgetMultiplier: decimalSchema
      .refine(({ units }) => units >= 0n, 'is below 0')
      .refine((factor) => factor.units <= 1000n * 10n ** BigInt(factor.decimals), 'is above 1000')
      .optional(),
    blanketExtensionHours: hours.optional(),
  }),
  event('assignment_excused', onAssignment),
  event('assignment_set', { assignment: idSchema, ...z.object(termsShape).partial().shape }),
  event('grades_released', { assignment: idSchema }),
  event('allocation_thawed', { assignment: idSchema, students: students.optional() }),
]);

const documentShape = {
  policy: latePolicySchema.prefault({}),
  students: z.array(idSchema),
  assignments: z.array(assignmentSchema),
  events: z.array(lateEventSchema).default([]),
};

const previewQuerySchema = z.strictObject({ ...onAssignment, at: instantSchema });
const safeReleaseQuerySchema = z.strictObject({ assignment: idSchema });

/**
 * A document for the fold. A query in it is for other commands and is not looked at.
 *
 * @throws {LateError} that says where the document is wrong; so do the others.
 */
export function parseDocument(raw: unknown): LedgerInput {
  return parse(z.strictObject({ ...documentShape, query: z.unknown().optional() }), raw);
}

/** A document whose query asks for the price of a submission. */
export function parsePreviewDocument(raw: unknown): { input: LedgerInput; query: PreviewQuery } {
  const { query, ...input } = parse(z.strictObject({ ...documentShape, query: previewQuerySchema }), raw);
  checkQuery(input, query);
  return { input, query };
}

/** A document whose query asks when an assignment can be released. */
export function parseSafeReleaseDocument(raw: unknown): { input: LedgerInput; assignment: string } {
  const { query, ...input } = parse(z.strictObject({ ...documentShape, query: safeReleaseQuerySchema }), raw);
  checkQuery(input, query);
  return { input, assignment: query.assignment };
}

function parse<Parsed extends LedgerInput>(schema: z.ZodType<Parsed>, raw: unknown): Parsed {
  const result = schema.safeParse(raw);
  if (!result.success) throw documentError(result.error.issues, raw);
  checkReferences(result.data);
  return result.data;
}
