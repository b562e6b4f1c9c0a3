import { z } from 'zod';
import { idSchema, titleSchema } from './fields.js';

const basisPoints = z.int().min(0).max(10_000);
const assignmentIds = z.array(z.string()).max(200);
const letterSchema = z
  .string()
  .regex(/^[A-Z][+-]?$/u, 'is not a letter grade such as A or B+, with a hyphen for minus');

/** How a course's grade comes about: what people read about it, and what a gradebook computes with. */
export const gradeTermsSchema = z.strictObject({
  parts: z
    .array(
      z.strictObject({
        title: titleSchema,
        weightBp: basisPoints.describe('Its share of the course’s grade in basis points: 4000 are 40 %.'),
        assignments: z
          .union([z.literal('rest'), assignmentIds])
          .default([])
          .describe('Ids of assignments; rest: all that no other part names; none where it is graded elsewhere.'),
        elsewhere: z
          .array(idSchema)
          .max(50)
          .default([])
          .describe('Names of what is graded elsewhere, such as midterm: their scores are imported.'),
        dropLowest: z.int().min(0).max(50).default(0).describe('So many of each student’s lowest do not count.'),
      }),
    )
    .min(1)
    .max(50)
    .describe('What the grade is made of; the weights sum to 10000.'),
  letters: z
    .array(
      z.strictObject({ letter: letterSchema, fromBp: basisPoints.describe('The least percentage: 9200 are 92 %.') }),
    )
    .min(1)
    .max(30)
    .describe('From the best on; the last one has no least percentage below it but 0.'),
  curveBp: z
    .int()
    .min(-5000)
    .max(5000)
    .default(0)
    .describe('Added to everybody’s percentage before letters, in basis points.'),
  lettersByStaff: z.array(letterSchema).max(30).default([]).describe('Letters that staff decide on, by no percentage.'),
});
export type GradeTerms = z.infer<typeof gradeTermsSchema>;

export const regradeTermsSchema = z.strictObject({
  requestDays: z
    .int()
    .min(0)
    .max(366)
    .describe('Calendar days after the release of grades in which a regrade may be asked for.'),
});
