import { z } from 'zod';
import { idSchema, timeZoneSchema, titleSchema } from './fields.js';

/** `course.yaml`. */
export const courseSchema = z.strictObject({
  schemaVersion: z.literal(1),
  id: idSchema,
  title: titleSchema,
  timeZone: timeZoneSchema,
  gpu: z
    .strictObject({
      feedbackMinutesPerDay: z
        .int()
        .min(0)
        .max(1440)
        .describe(
          'GPU minutes that feedback may use for each student and day of the time zone; what counts has no such limit.',
        ),
    })
    .optional()
    .describe('Without it, feedback may use GPUs without limit.'),
});
export type Course = z.infer<typeof courseSchema>;
