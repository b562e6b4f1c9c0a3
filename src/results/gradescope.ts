import { z } from 'zod';
import { visibilitySchema } from '../grade/grade.js';

const formatSchema = z.enum(['text', 'html', 'simple_format', 'md', 'ansi']);
const statusSchema = z.enum(['passed', 'failed']);

/** One line of the student's page. Without score and status it only informs. */
const writtenTestSchema = z.strictObject({
  score: z.number().optional(),
  max_score: z.number().nonnegative().optional(),
  status: statusSchema.optional(),
  name: z.string(),
  name_format: z.literal('text').optional(),
  number: z.string().optional(),
  output: z.string().optional(),
  output_format: z.literal('text').optional(),
  tags: z.array(z.string()).optional(),
  visibility: visibilitySchema,
  extra_data: z.record(z.string(), z.json()).optional(),
});
export type GradescopeTest = z.infer<typeof writtenTestSchema>;

/**
 * results.json as this project writes it: known keys only, finite numbers, absent instead of null, and every text as
 * `text`, for most of it comes from students.
 */
export const writtenResultsSchema = z.strictObject({
  /** Points. Stands above the sum of the tests, so that a penalty can lower it. */
  score: z.number(),
  /** Seconds. */
  execution_time: z.number().nonnegative(),
  output: z.string(),
  output_format: z.literal('text'),
  test_output_format: z.literal('text'),
  test_name_format: z.literal('text'),
  visibility: visibilitySchema.optional(),
  stdout_visibility: z.literal('hidden'),
  extra_data: z.record(z.string(), z.json()),
  tests: z.array(writtenTestSchema),
});
export type GradescopeResults = z.infer<typeof writtenResultsSchema>;

/** What every document of ours says of its texts, and of what the container printed. */
export const PLAIN = {
  output_format: 'text',
  test_output_format: 'text',
  test_name_format: 'text',
  stdout_visibility: 'hidden',
} as const satisfies Partial<GradescopeResults>;

/** A number, or a number in a string: both are found in real documents. */
const looseNumber = z.union([
  z.number(),
  z
    .string()
    .regex(/^\s*-?\d+(\.\d*)?([eE][+-]?\d+)?\s*$/)
    .transform(Number),
]);

const anyTestSchema = z.looseObject({
  score: looseNumber.nullish(),
  max_score: looseNumber.nullish(),
  status: statusSchema.nullish(),
  name: z.string().nullish(),
  name_format: formatSchema.nullish(),
  number: z.union([z.string(), z.number().transform(String)]).nullish(),
  output: z.string().nullish(),
  output_format: formatSchema.nullish(),
  tags: z.array(z.string()).nullish(),
  visibility: visibilitySchema.nullish(),
  extra_data: z.unknown().optional(),
});

const leaderboardEntrySchema = z.looseObject({
  name: z.string(),
  value: z.union([z.number(), z.string()]),
  order: z.enum(['asc', 'desc']).nullish(),
});

/**
 * Any results document, as graders write it and as Gradescope hands it back: keys missing or null, numbers in
 * strings, keys that nobody knows.
 */
export const gradescopeResultsSchema = z.looseObject({
  score: looseNumber.nullish(),
  execution_time: looseNumber.nullish(),
  output: z.string().nullish(),
  output_format: formatSchema.nullish(),
  test_output_format: formatSchema.nullish(),
  test_name_format: formatSchema.nullish(),
  visibility: visibilitySchema.nullish(),
  stdout_visibility: visibilitySchema.nullish(),
  extra_data: z.unknown().optional(),
  tests: z.array(anyTestSchema).nullish(),
  leaderboard: z.array(leaderboardEntrySchema).nullish(),
});
