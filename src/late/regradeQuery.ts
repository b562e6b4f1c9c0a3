import { z } from 'zod';
import { documentError } from './documentError.js';
import { instantSchema, timeZoneSchema } from './documentFields.js';

const regradeQuerySchema = z.strictObject({
  releasedAt: instantSchema,
  timeZone: timeZoneSchema,
  days: z
    .string()
    .regex(/^\d{1,4}$/, 'is not a whole number of days')
    .transform(Number),
});
export type RegradeQuery = z.output<typeof regradeQuerySchema>;

/** What a person typed, read. @throws {LateError} that says which part is wrong. */
export function parseRegradeQuery(raw: z.input<typeof regradeQuerySchema>): RegradeQuery {
  const result = regradeQuerySchema.safeParse(raw);
  if (!result.success) throw documentError(result.error.issues, raw);
  return result.data;
}
