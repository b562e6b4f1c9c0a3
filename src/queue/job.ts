import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { LaneName } from '../course/lane.js';
import { outcomeSchema } from '../grade/grade.js';

/** The queue of each lane; a worker serves the lanes that its machine can. */
export const QUEUE_NAMES = { cpu: 'assay-grade-cpu', gpu: 'assay-grade-gpu' } as const satisfies Record<
  LaneName,
  string
>;

const digest = z.string().regex(/^[0-9a-f]{64}$/u);

/**
 * What travels through Redis: ids and digests, never a notebook and never a secret, for the queue is kept in clear
 * text. The assignment's digest pins the version: a worker with another refuses. Workers are brought up to date before
 * those who send, and take what is still in flight in the version before.
 */
export const jobSchema = z.strictObject({
  schemaVersion: z.union([z.literal(1), z.literal(2)]),
  submission: z.string().min(1).max(128),
  assignment: z.string().min(1).max(64),
  assignmentDigest: z.string().regex(/^sha256:[0-9a-f]{64}$/u),
  notebook: digest,
  /** The name the notebook came under, for messages. */
  fileName: z.string().max(255),
  /** Since 2, always: which try of its row it is, from 1, in which queue. */
  attempt: z.int().positive().optional(),
  workClass: z.enum(['feedback', 'submission', 'regrade', 'batch']).optional(),
  lane: z.enum(['cpu', 'gpu']).optional(),
  /** Since 2. Only these checks; the grade is then no grade of the whole. */
  checks: z.array(z.string().max(40)).min(1).max(500).optional(),
});
export type GradeJob = z.infer<typeof jobSchema>;

/** Where a job is: what `job.updateProgress` carries. */
export const progressSchema = z.discriminatedUnion('phase', [
  z.object({ phase: z.literal('starting') }),
  z.object({ phase: z.enum(['cell', 'check']), number: z.int(), total: z.int() }),
  z.object({ phase: z.literal('done') }),
]);

/** What a finished job returns: the grade and the executed notebook, by digest in the blob store. */
export const jobResultSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('graded'), outcome: outcomeSchema, grade: digest, executed: digest }),
  /** No grade: the notebook or the course's files are at fault, and trying again would change nothing. */
  z.object({ kind: z.enum(['badInput', 'courseError']), message: z.string() }),
]);
export type JobResult = z.infer<typeof jobResultSchema>;

/**
 * Names a submission: the same notebook under the same name for the same assignment is the same submission, so that
 * grading it again draws the same random inputs.
 */
export function submissionId(assignment: string, label: string, notebookDigest: string): string {
  const hash = createHash('sha256').update([assignment, label, notebookDigest].join('\n')).digest('hex');
  return `s-${hash.slice(0, 24)}`;
}
