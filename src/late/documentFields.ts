import { z } from 'zod';
import { isTimeZone, wallClockMs } from '../course/wallTime.js';
import { readDecimal } from './decimal.js';
import { readInstant } from './instant.js';

export const idSchema = z.string().min(1).max(200);

/** An exact decimal number in quotes: as a JSON number it would have been rounded before anybody saw it. */
export const decimalSchema = z.string().transform((text, context) => {
  const value = readDecimal(text);
  if (value !== undefined) return value;
  context.addIssue({ code: 'custom', message: 'is not a decimal number such as 79.5' });
  return z.NEVER;
});

/** An RFC 3339 timestamp with offset. */
export const instantSchema = z.string().transform((text, context) => {
  const at = readInstant(text);
  if (typeof at === 'number') return at;
  const message =
    at === 'timestamp_without_offset'
      ? 'is a timestamp without offset, which means another instant in every zone; add one, such as -05:00 or Z'
      : 'is not a timestamp such as 2026-02-11T00:30:00-05:00';
  context.addIssue({ code: 'custom', message, params: { code: at } });
  return z.NEVER;
});

export const timeZoneSchema = z.string().refine(isTimeZone, 'is not an IANA time zone such as America/New_York or UTC');

/** The terms of an assignment, without defaults, so that an event may set some of them. */
export const termsShape = {
  dueLocal: z
    .string()
    .refine(
      (local) => wallClockMs(local) !== undefined,
      'is not a wall time such as 2026-02-10T23:59:00, without offset',
    ),
  timeZone: timeZoneSchema,
  disambiguation: z.enum(['earlier', 'later']).nullable(),
  maxScore: decimalSchema.refine(({ units }) => units >= 0n, 'is below 0'),
  order: z.int(),
  cutoffHours: z.int().min(0).max(100_000).nullable(),
  cutoffAt: instantSchema.nullable(),
  maxFreeHours: z.int().min(0).max(100_000).nullable(),
  lateExempt: z.boolean(),
};

export const assignmentSchema = z.strictObject({
  id: idSchema,
  ...termsShape,
  disambiguation: termsShape.disambiguation.default(null),
  order: termsShape.order.default(0),
  cutoffHours: termsShape.cutoffHours.default(null),
  cutoffAt: termsShape.cutoffAt.default(null),
  maxFreeHours: termsShape.maxFreeHours.default(null),
  lateExempt: termsShape.lateExempt.default(false),
});
