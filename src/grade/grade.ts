import { z } from 'zod';
import { usageSchema } from './usage.js';

/**
 * How the run of a submission ended. A closed set, kept apart from the score; the first cause wins.
 * `passed` and `failed` speak of the checks, all others of the run itself.
 */
export const outcomeSchema = z.enum([
  'passed',
  'failed',
  'timedOut',
  'outOfMemory',
  'gpuOutOfMemory',
  'outputLimit',
  'crashed',
  'sandboxError',
  'cancelled',
]);
export type Outcome = z.infer<typeof outcomeSchema>;

/** Whose turn it is when a run did not go well; `null` where nothing went wrong. */
const blameSchema = z.enum(['student', 'course', 'platform']).nullable();
export type Blame = z.infer<typeof blameSchema>;

/** When students see a check, in Gradescope's words. */
export const visibilitySchema = z.enum(['visible', 'hidden', 'after_due_date', 'after_published']);
export type Visibility = z.infer<typeof visibilitySchema>;

const microPoints = z.int();
const wallMs = z.int().nonnegative();

/** One check's verdict. Points are integers: 1 point is 1 000 000 micro-points. */
export const checkGradeSchema = z.object({
  id: z.string(),
  title: z.string(),
  question: z.string(),
  visibility: visibilitySchema,
  /** `broken`: the check itself failed (staff's turn); `notRun`: the run ended before it. Neither earns points. */
  status: z.enum(['passed', 'failed', 'broken', 'notRun']),
  earnedMicroPoints: microPoints,
  maxMicroPoints: microPoints.nonnegative(),
  /** One sentence for the student. */
  message: z.string(),
  expected: z.string().optional(),
  got: z.string().optional(),
  hint: z.string().optional(),
  /** The name in the notebook that it asked for first: where a student looks. */
  asks: z.string().optional(),
  /** For course staff alone: never in anything a student can read. */
  staffLog: z.string().optional(),
  wallMs,
});
export type CheckGrade = z.infer<typeof checkGradeSchema>;

const cellNumber = z.int().positive();
const name = z.string();

/** Where a name comes from that a cell did not find. Cells by number. */
const causeSchema = z.discriminatedUnion('kind', [
  /** A cell above would have made it and stopped first; `root`: the one from which that follows in turn. */
  z.object({ kind: z.literal('stopped'), name, cell: cellNumber, root: cellNumber.optional() }),
  /** A cell above would have made it, and the assignment leaves it out. */
  z.object({ kind: z.literal('skipped'), name, cell: cellNumber }),
  /** Only a cell below makes it; `ranBefore`: that one ran first in the student's session. */
  z.object({ kind: z.literal('below'), name, cell: cellNumber, ranBefore: z.boolean() }),
  /** No cell makes it; `wasRun`: the student has run the cell that asks for it, where the file says so. */
  z.object({ kind: z.literal('gone'), name, wasRun: z.boolean().optional() }),
]);
export type Cause = z.infer<typeof causeSchema>;

/** How one code cell ended, as the host saw it; `error` and `interrupted` are the cell's own report. */
const cellGradeSchema = z.object({
  /** Position among all cells of the notebook, from 0. */
  index: z.int().nonnegative(),
  /** Position among the code cells, from 1: what a person counts. */
  number: z.int().positive(),
  status: z.enum(['ok', 'error', 'timedOut', 'outOfMemory', 'gpuOutOfMemory', 'outputLimit', 'crashed', 'notRun']),
  error: z.object({ name: z.string(), text: z.string() }).optional(),
  /** Why it failed, where that lies in another cell. */
  cause: causeSchema.optional(),
  /** It ended its process as Colab's idiom for a restart does, after an installation. */
  isRestart: z.literal(true).optional(),
  outputCut: z.boolean(),
  wallMs,
});
export type CellGrade = z.infer<typeof cellGradeSchema>;

/** What lies between a notebook and the machine: T0 the engine's own runtime, T1 gVisor, T3 a virtual machine each. */
const tierSchema = z.enum(['T0', 'T1', 'T3']);
export type Tier = z.infer<typeof tierSchema>;

/** How far the machine that graded can be trusted to keep a notebook in (docs/security.md). */
const securitySchema = z.object({
  tier: tierSchema,
  /** Whether a probe container kept every promise; `overridden`: it did not, and the operator graded all the same. */
  probe: z.enum(['passed', 'failed', 'overridden']),
  /** What falls short, in plain words: versions without known fixes, broken promises. */
  findings: z.array(z.string()).readonly(),
});
export type Security = z.infer<typeof securitySchema>;

/** What graded the submission: enough to run it again the same way. */
const environmentSchema = z.object({
  graderVersion: z.string(),
  engineVersion: z.string(),
  runtime: z.string(),
  /** `cpu`, or the id of the GPU that the notebook ran on. */
  device: z.string().default('cpu'),
  /** Image digests (`sha256:…`) by role. */
  images: z.object({ student: z.string(), checker: z.string() }),
  /** Versions of Python and of the modules that were loaded before the notebook. */
  packages: z.record(z.string(), z.string()),
  security: securitySchema,
});

/** The whole result of grading one submission once. */
export const gradeSchema = z.object({
  schemaVersion: z.literal(1),
  submission: z.string(),
  assignment: z.string(),
  assignmentDigest: z.string(),
  notebookDigest: z.string(),
  outcome: outcomeSchema,
  blame: blameSchema,
  /** One sentence for the student: what happened and what to do. */
  sentence: z.string(),
  earnedMicroPoints: microPoints,
  maxMicroPoints: microPoints.nonnegative(),
  checks: z.array(checkGradeSchema),
  cells: z.array(cellGradeSchema),
  /** Things that cost nothing but should be known: a skipped install, a fresh start without a cell. */
  notes: z.array(z.string()),
  timings: z.object({ startMs: wallMs, cellsMs: wallMs, checksMs: wallMs, totalMs: wallMs }),
  /**
   * Of the last container that ran the notebook, from its start to the end of the checks; for course staff and
   * operators. Absent where it had died, or that could not be seen.
   */
  usage: usageSchema.optional(),
  environment: environmentSchema,
});
export type Grade = z.infer<typeof gradeSchema>;
