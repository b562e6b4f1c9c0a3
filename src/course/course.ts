import { z } from 'zod';
import { idSchema, timeZoneSchema, titleSchema } from './fields.js';

/** `course.yaml`. */
export const courseSchema = z.strictObject({
  schemaVersion: z.literal(1),
  id: idSchema,
  title: titleSchema,
  timeZone: timeZoneSchema,
});
export type Course = z.infer<typeof courseSchema>;
