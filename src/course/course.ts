import { z } from 'zod';
import { idSchema, timeZoneSchema, titleSchema } from './fields.js';
import { imageSchema } from './image.js';
import { gradeTermsSchema, regradeTermsSchema } from './gradeTerms.js';
import { languageModelsSchema } from './languageModels.js';
import { notifySchema } from './notify.js';

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
  feedback: z
    .strictObject({
      burst: z.int().min(1).max(1000).default(10).describe('So many runs a student may send at once.'),
      refillMinutes: z.int().min(1).max(10_080).default(10).describe('So many minutes later there is one more.'),
    })
    .prefault({})
    .describe('How often students may ask for feedback on the page, in a cell or a terminal.'),
  image: imageSchema.optional().describe('Packages beside those of Assay, in images of the course’s own.'),
  grade: gradeTermsSchema.optional().describe('What the course’s grade is made of, and its letters.'),
  regrades: regradeTermsSchema.optional().describe('When a regrade may be asked for.'),
  languageModels: languageModelsSchema
    .optional()
    .describe('Whether language models may be used. Without it nothing is said.'),
  notify: notifySchema.optional().describe('Who is told of what, and how. Without it nobody is told of anything.'),
});
export type Course = z.infer<typeof courseSchema>;
