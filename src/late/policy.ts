import { z } from 'zod';

const basisPoints = z.int().min(0).max(10_000);

/** The course's late policy, every key with its default. */
export const latePolicySchema = z.strictObject({
  budgetHours: z.int().min(0).max(100_000).default(120).describe('Late hours per student and course.'),
  unitSeconds: z.int().min(1).max(604_800).default(3600).describe('How long one late hour is.'),
  penaltyBpPerHour: basisPoints.default(100).describe('Basis points per penalty hour: 100 are 1 %.'),
  penaltyBasis: z
    .enum(['earned', 'max', 'cap'])
    .default('earned')
    .describe('What the penalty is a share of: the earned score, the maximum, or the maximum as a ceiling.'),
  penaltyCapBp: basisPoints.default(10_000).describe('The most that a penalty can be.'),
  penaltyApplication: z
    .enum(['results', 'record-only'])
    .default('results')
    .describe('results: the penalty lowers the score on Gradescope. record-only: only the gradebook has it.'),
  graceSeconds: z.int().min(0).max(604_800).default(0).describe('Tolerance after the due time.'),
  graceMode: z
    .enum(['shift', 'forgive'])
    .default('shift')
    .describe('shift: lateness counts from the end of the tolerance. forgive: beyond it, from the due time.'),
  selection: z.enum(['last', 'active', 'best-final']).default('last').describe('Which accepted submission counts.'),
  allocation: z.literal('chronological').default('chronological').describe('Hours are spent in order of due time.'),
  groupMode: z
    .enum(['individual', 'min'])
    .default('individual')
    .describe('Whether each member of a group spends alone, or all as much as the poorest can.'),
  chargeZeroScore: z.boolean().default(true).describe('Whether a submission that scores 0 is charged.'),
  chargeZeroMax: z.boolean().default(false).describe('Whether an assignment worth 0 points is charged.'),
  freezeOnRelease: z.boolean().default(true).describe('Whether releasing grades fixes their charges.'),
  scoreDecimals: z.int().min(0).max(9).default(2).describe('Decimals of scores in the output.'),
});
export type LatePolicy = z.infer<typeof latePolicySchema>;
