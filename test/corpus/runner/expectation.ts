import { z } from 'zod';
import { outcomeSchema } from '../../../src/grade/grade.js';

const outcome = z.union([outcomeSchema, z.array(outcomeSchema).min(2)]);
/** Exactly, or within bounds where the kernel decides: in no case more than the code is worth when it behaves. */
const points = z.union([z.number(), z.strictObject({ min: z.number(), max: z.number() })]);
const status = z.enum(['passed', 'failed', 'broken', 'notRun']);
const cellStatus = z.enum(['ok', 'error', 'timedOut', 'outOfMemory', 'outputLimit', 'crashed', 'notRun']);

/** What a graded notebook must come to. */
const gradedSchema = z.strictObject({
  outcome: outcome.optional(),
  points: points.optional(),
  blame: z.enum(['student', 'course', 'platform']).optional(),
  /** Statuses of checks that must be as they are said; those not named may be anything. */
  checks: z.record(z.string(), status).optional(),
  /** Statuses of code cells, by the number that a person counts, from 1. */
  cells: z.record(z.string(), z.union([cellStatus, z.array(cellStatus)])).optional(),
  /** Texts of which each must be in one of the grade's notes. */
  notes: z.array(z.string()).optional(),
});

/** `expect.yaml` beside a submission of the corpus. */
export const expectationSchema = gradedSchema
  .extend({
    /** One sentence: what the attack does and why a naive grader falls. */
    title: z.string().min(20).max(300),
    assignment: z.string().default('numbers'),
    /** What happens to the run from outside. */
    given: z.strictObject({ cancelAfterMs: z.int().optional(), image: z.literal('missing').optional() }).default({}),
    /** The file is no submission: the code with which intake refuses it; or `course`: the assignment is at fault. */
    refused: z.string().optional(),
    /** With luck the attack keeps the platform from grading at all: then it earns nothing either, and staff see it. */
    mayBeRefused: z.literal('sandboxError').optional(),
    /** Texts that must be found in what a student sees. */
    contain: z.array(z.string()).default([]),
    /** Texts that must not, besides the canaries of the course. */
    notContain: z.array(z.string()).default([]),
    /** From the start to the grade, on a busy machine. */
    wallSeconds: z.int().positive().default(60),
    /** Differences of the runtime gVisor, with their reason. */
    runsc: gradedSchema
      .extend({ why: z.string(), contain: z.array(z.string()).optional() })
      .strict()
      .optional(),
  })
  .strict();
export type Expectation = z.infer<typeof expectationSchema>;

/** The expectation under one runtime. */
export function expectationFor({ runsc, ...common }: Expectation, runtime: string | undefined): Expectation {
  if (runtime !== 'runsc' || !runsc) return common;
  const { why: _, contain = common.contain, ...differences } = runsc;
  return { ...common, ...differences, contain };
}
