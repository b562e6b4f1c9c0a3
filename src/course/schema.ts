import { z } from 'zod';
import { visibilitySchema } from '../grade/grade.js';
import { dataSchema } from './data.js';
import { idSchema, timeZoneSchema, titleSchema } from './fields.js';
import { overridesSchema } from './overrides.js';
import { toMicroPoints } from './points.js';
import { wallClockMs } from './wallTime.js';

/** A limit: an integer with a floor, a hard ceiling and a default. */
function limit(floor: number, ceiling: number, fallback: number, meaning: string) {
  return z.int().min(floor).max(ceiling).default(fallback).describe(meaning);
}

/** What one submission may use. The ceilings keep one assignment from starving a worker. */
export const limitsSchema = z.strictObject({
  memoryMiB: limit(128, 16_384, 2048, 'Memory of the student container, its files in memory included.'),
  cpus: z.number().min(0.25).max(8).default(1).describe('Processors of the student container.'),
  pids: limit(32, 4096, 256, 'Processes and threads together.'),
  cellSeconds: limit(1, 3600, 15, 'Wall time of one cell.'),
  totalSeconds: limit(1, 7200, 300, 'Wall time of all cells together.'),
  callSeconds: limit(1, 600, 20, 'Wall time of one call from a check into the notebook.'),
  checkSeconds: limit(1, 1800, 60, 'Wall time of one check, its calls included.'),
  checksSeconds: limit(1, 3600, 180, 'Wall time of all checks together, their calls included.'),
  outputKiB: limit(1, 16_384, 256, 'Text kept of one cell; what is above is cut.'),
  diskMiB: limit(16, 8192, 512, 'Files that the notebook may write; they live in memory.'),
  shmMiB: limit(1, 4096, 256, 'Shared memory, which data loaders with workers need.'),
});
export type Limits = z.infer<typeof limitsSchema>;

const pointsSchema = z
  .number()
  .min(0)
  .max(100_000)
  .refine((points) => toMicroPoints(points) !== undefined, 'has more than 6 decimals')
  .describe('Points, with at most 6 decimals.');

const questionSchema = z.strictObject({
  number: z
    .string()
    .regex(/^[0-9A-Za-z]{1,8}$/, 'use letters and digits: a check belongs to the question before its dot')
    .describe('The part of its checks’ numbers before the dot, as a string: "2" has the checks 2.1, 2.2, …'),
  title: titleSchema,
  points: pointsSchema.describe('The sum of the points of its checks.'),
  visibility: visibilitySchema
    .default('visible')
    .describe('When students see its checks, unless a check says otherwise.'),
});

const manualSchema = z.strictObject({
  number: z
    .string()
    .regex(/^[0-9A-Za-z]{1,8}(\.[0-9A-Za-z]{1,8}){0,3}$/, 'use letters and digits separated by dots')
    .describe('As students know it, as a string: "8.2".'),
  title: titleSchema,
  points: pointsSchema,
  pages: z
    .int()
    .min(1)
    .max(10)
    .optional()
    .describe('Pages that it has in everybody’s booklet of written answers; 2 without it.'),
});

/** Which library's arrays the student's functions receive. */
const arraysSchema = z.enum(['torch', 'numpy']);

/** `assignment.yaml`, as written. */
export const assignmentFileSchema = z.strictObject({
  schemaVersion: z.literal(1),
  id: idSchema.describe('The same as the name of its folder.'),
  title: titleSchema,
  due: z.strictObject({
    local: z
      .string()
      .refine(
        (local) => wallClockMs(local) !== undefined,
        'is not a wall time such as 2027-04-15T23:59, without offset',
      )
      .describe('The wall time on clocks in the zone, without offset: 2027-04-15T23:59.'),
    timeZone: timeZoneSchema.optional().describe('An IANA time zone; the course’s where absent.'),
  }),
  notebook: z
    .string()
    .max(200)
    .regex(/^[^/\\]+\.ipynb$/u, 'is not a file name such as hw4.ipynb')
    .optional()
    .describe('The file name that decides where several notebooks are handed in: hw4.ipynb.'),
  gpu: z
    .enum(['required', 'preferred', 'never'])
    .default('never')
    .describe('Whether the notebook runs on a GPU; `preferred` runs on processors where no GPU becomes free in time.'),
  gpuWaitSeconds: limit(0, 86_400, 600, 'How long `gpu: preferred` waits for a GPU before processors do.'),
  preload: z
    .array(z.string().regex(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/, 'is not the name of a Python module'))
    .max(64)
    .default([])
    .describe('Modules imported before the notebook starts, so that no student waits for them.'),
  arrays: arraysSchema.default('numpy').describe('What the student’s functions receive as arrays.'),
  seed: z.int().min(0).max(2_147_483_647).default(0).describe('Seed of random, numpy and torch before the first cell.'),
  limits: limitsSchema.prefault({}),
  data: dataSchema.optional().describe('Files that notebooks find in the place of what they would download.'),
  overrides: overridesSchema.optional().describe('What is done otherwise while grading; the student is told of each.'),
  questions: z.array(questionSchema).min(1).max(200).describe('What the checks grade.'),
  manual: z.array(manualSchema).max(200).default([]).describe('What people grade; listed for the student.'),
});
type AssignmentFile = z.infer<typeof assignmentFileSchema>;

/** An assignment with nothing left open: what the course says about it is filled in. */
export interface Assignment extends AssignmentFile {
  due: { local: string; timeZone: string };
  /** What its students are told with each result about the use of language models. */
  languageModels?: string;
}
