import { z } from '@hono/zod-openapi';
import { idSchema } from '../../course/fields.js';
import { WORK_STATES } from '../../work/state.js';

/** The states of work, as the API says them. */
export const stateSchema = z.enum(WORK_STATES).openapi('State');

export const assignmentParams = z.strictObject({ assignment: idSchema });

/** 128 random bits: an id cannot be guessed. */
const workId = z
  .string()
  .regex(/^[0-9a-f]{32}$/u)
  .openapi({ description: '128 random bits in hex.' });

export const workParams = z.strictObject({ id: workId });
export const hookWorkParams = z.strictObject({ assignment: idSchema, id: workId });
export const blobParams = z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/u) });

const MAX_WAIT_SECONDS = 50;

export const waitQuery = z.strictObject({
  waitSeconds: z
    .string()
    .regex(/^\d{1,2}$/u)
    .transform(Number)
    .pipe(z.int().max(MAX_WAIT_SECONDS))
    .default(0)
    .openapi({
      type: 'integer',
      description: `Answer when the state is final, or after so many seconds, 0 to ${MAX_WAIT_SECONDS}.`,
    }),
});

export const statusSchema = z
  .strictObject({
    id: workId,
    state: stateSchema,
    position: z.int().min(1).optional().openapi({ description: 'While queued: 1 is the next of its class.' }),
    message: z.string().optional().openapi({ description: 'For the student: where it stands.' }),
    results: z
      .record(z.string(), z.unknown())
      .optional()
      .openapi({ description: 'A results.json for Gradescope, where the state is final.' }),
  })
  .openapi('Status');
export type StatusBody = z.infer<typeof statusSchema>;

export const staffWorkSchema = z
  .strictObject({
    id: workId,
    state: stateSchema,
    course: z.string(),
    assignment: z.string(),
    submissionId: z.string(),
    graderVersion: z.string(),
    workClass: z.string(),
    lane: z.string(),
    attempt: z.int(),
    position: z.int().optional(),
    message: z.string().optional(),
    gradedSeq: z.int().optional().openapi({ description: 'The event of its grade in the ledger.' }),
    openSeq: z
      .int()
      .optional()
      .openapi({ description: 'The event of a grade that left points open: checks of it could not be completed.' }),
    needs: z
      .strictObject({ cause: z.string(), detail: z.string() })
      .optional()
      .openapi({ description: 'Why staff must act; for staff alone.' }),
    admittedAt: z.string(),
    changedAt: z.string(),
  })
  .openapi('StaffWork');

export const staffQuery = z.strictObject({
  state: stateSchema.default('needsStaff'),
  limit: z
    .string()
    .regex(/^\d{1,4}$/u)
    .transform(Number)
    .pipe(z.int().min(1).max(1000))
    .default(100)
    .openapi({ type: 'integer' }),
});

/** Why staff decide so; it stays with the decision. */
export const decisionSchema = z.strictObject({ reason: z.string().trim().min(1).max(2000) });
