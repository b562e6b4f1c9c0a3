import { performance } from 'node:perf_hooks';
import { graderVersion } from '../course/graderVersion.js';
import type { LoadedAssignment } from '../course/load.js';
import type { Notebook } from '../intake/notebook.js';
import type { GpuLease } from '../sandbox/gpu.js';
import { PlatformError } from '../base/platformError.js';
import { toExecutedNotebook, type ExecutedNotebook } from '../results/executedNotebook.js';
import { boundTexts } from './boundTexts.js';
import type { CheckerPool } from './checkerPool.js';
import type { GradingContext } from './context.js';
import type { Grade, Security } from '../grade/grade.js';
import { explain } from './explain.js';
import { judge } from './outcome.js';
import type { StudentPool } from './pool/studentPool.js';
import { prepareCells } from './prepareCells.js';
import { readCell } from './readCell.js';
import { runChecks } from './runChecks.js';
import { NotebookRunner } from './runNotebook.js';
import { checkerImage, startStudent, studentImage } from './sandboxes.js';
import { checkSeed } from './seed.js';
import { Sessions } from './sessions.js';
import type { StudentSession } from './studentSession.js';
import type { CheckerSession } from './checkerSession.js';

/** Where a submission is on its way. */
export type Progress =
  | { readonly phase: 'starting' }
  | { readonly phase: 'cell' | 'check'; readonly number: number; readonly total: number }
  | { readonly phase: 'done' };

/** What grades: `Grader` has them. */
export interface GradingPools {
  readonly context: GradingContext;
  readonly checkers: CheckerPool;
  /** Where student containers come from; started on the spot where absent. */
  readonly students?: Pick<StudentPool, 'take'> | undefined;
}

export interface GradeRequest {
  readonly loaded: LoadedAssignment;
  readonly notebook: Notebook;
  /** Names the submission in labels and seeds the checks: the same submission always draws the same numbers. */
  readonly submission: string;
  /** How often it has been begun, this time included: a label for whoever looks at the containers. */
  readonly attempt?: number | undefined;
  /** Only these checks, by id; all where absent. A grade of some is no grade of the whole, and a note says so. */
  readonly checks?: readonly string[] | undefined;
  /** Only the checks that students may read now; no other is so much as begun. */
  readonly visibleOnly?: boolean | undefined;
  /** The GPU that the notebook runs on, held by the caller until this has ended; processors alone where absent. */
  readonly gpu?: GpuLease | undefined;
  readonly onProgress?: (progress: Progress) => void;
  /** Aborting kills the containers; `gradeSubmission` then throws `Cancelled`. */
  readonly signal?: AbortSignal;
}

export interface Graded {
  readonly grade: Grade;
  readonly executed: ExecutedNotebook;
}

/**
 * The whole pipeline for one submission: student container, cells, checks, grade. Every path (one process, queue,
 * batch) calls this and nothing else.
 *
 * @throws {PlatformError} where the platform failed, or may not be shown hidden checks: there is no grade then, and
 *   never a zero.
 * @throws {CourseError | BrokenChecks} where the assignment is at fault.
 * @throws {Cancelled} where `signal` was aborted.
 */
export async function gradeSubmission(
  { context, checkers: pool, students }: GradingPools,
  request: GradeRequest,
): Promise<Graded> {
  const { loaded, notebook, submission, onProgress } = request;
  const started = performance.now();
  const sessions = new Sessions(
    () =>
      // A container that holds a device must not wait with it, so none comes from the pool.
      (request.gpu === undefined ? students?.take(loaded, submission) : undefined) ??
      startStudent(context, loaded, submission, { attempt: request.attempt, gpu: request.gpu }),
    request.signal,
  );
  try {
    onProgress?.({ phase: 'starting' });
    const { first, checker } = await startBoth(sessions, pool, loaded);
    if (context.security.probe === 'failed' && checker.catalogue.some(({ visibility }) => visibility !== 'visible')) {
      pool.giveBack(loaded, checker);
      throw unsafeForHiddenChecks(context.security);
    }
    const startedCells = performance.now();
    const prepared = prepareCells(notebook.cells, loaded.assignment.overrides);
    const runner = new NotebookRunner({
      cells: prepared.cells,
      limits: loaded.assignment.limits,
      freshSession: () => sessions.fresh(),
      onCell: (number, total) => onProgress?.({ phase: 'cell', number, total }),
    });
    let run = await runner.run(first).catch(async (error: unknown) => {
      await checker[Symbol.asyncDispose]();
      throw error;
    });
    const startedChecks = performance.now();
    const { checks, causes } = await runChecks({
      loaded,
      submission,
      only: request.visibleOnly === true ? visibleOf(checker) : request.checks,
      pool,
      checker,
      session: async () => {
        sessions.throwIfCancelled();
        if (run.session?.death() !== undefined) run = await runner.rerun();
        return run.session;
      },
      seedOf: (check) => checkSeed(context.secret, submission, loaded.digest, check),
      readCell: (query) => readCell(notebook.cells, run.records, query),
      onCheck: (number, total) => onProgress?.({ phase: 'check', number, total }),
      signal: request.signal,
    });
    sessions.throwIfCancelled();
    const { cells, notes: ofOrder } = explain(prepared.cells, run.records);
    const ended = performance.now();
    const usage = await run.session?.usage();
    const grade: Grade = {
      schemaVersion: 1,
      submission,
      assignment: loaded.assignment.id,
      assignmentDigest: loaded.digest,
      notebookDigest: notebook.digest,
      ...judge(cells, checks, causes, request.visibleOnly === true && checks.length < checker.catalogue.length),
      earnedMicroPoints: checks.reduce((sum, check) => sum + check.earnedMicroPoints, 0),
      maxMicroPoints: checks.reduce((sum, check) => sum + check.maxMicroPoints, 0),
      checks: boundTexts(checks),
      cells,
      notes: [...prepared.notes, ...ofOrder, ...run.notes, ...notesOf(request)],
      timings: {
        startMs: Math.round(startedCells - started),
        cellsMs: Math.round(startedChecks - startedCells),
        checksMs: Math.round(ended - startedChecks),
        totalMs: Math.round(ended - started),
      },
      ...(usage === undefined ? {} : { usage }),
      environment: {
        graderVersion: graderVersion(context.grader, loaded.digest),
        engineVersion: context.engineVersion,
        runtime: context.runtime ?? 'default',
        device: request.gpu?.slot.device ?? 'cpu',
        images: {
          student: await studentImage(context, loaded, request.gpu),
          checker: await checkerImage(context, loaded),
        },
        packages: { ...first.packages },
        security: context.security,
      },
    };
    const outputs = new Map(run.records.map(({ grade: cell, outputs: cellOutputs }) => [cell.index, cellOutputs]));
    onProgress?.({ phase: 'done' });
    return { grade, executed: toExecutedNotebook(notebook, outputs) };
  } catch (error) {
    // A killed container shows itself in many ways; the cause that was asked for wins.
    sessions.throwIfCancelled();
    throw error;
  } finally {
    await sessions[Symbol.asyncDispose]();
  }
}

const PARTIAL = 'Only some of the checks were run; this is not the grade.';
const ON_PROCESSORS = 'No GPU was to be had in time, so this ran on processors. That costs nothing.';
const VISIBLE_ONLY = 'Only the checks that you may see were run.';

function notesOf({ loaded, checks, visibleOnly, gpu }: GradeRequest): string[] {
  const isWithoutGpu = loaded.assignment.gpu === 'preferred' && gpu === undefined;
  const part = visibleOnly === true ? [VISIBLE_ONLY] : checks === undefined ? [] : [PARTIAL];
  return [...(isWithoutGpu ? [ON_PROCESSORS] : []), ...part];
}

function visibleOf({ catalogue }: CheckerSession): string[] {
  return catalogue.filter(({ visibility }) => visibility === 'visible').map(({ id }) => id);
}

function unsafeForHiddenChecks({ findings }: Security): PlatformError {
  return new PlatformError(`Hidden checks are not run here: the sandbox breaks a promise. ${findings.join('; ')}.`, {
    remedy: 'Operator: see `assay doctor --probe` and docs/security.md. ASSAY_ALLOW_UNPROBED=1 grades all the same.',
  });
}

/** Both containers at once; where one cannot start, the other is not left behind. */
async function startBoth(
  sessions: Sessions,
  pool: CheckerPool,
  loaded: LoadedAssignment,
): Promise<{ first: StudentSession; checker: CheckerSession }> {
  const [first, checker] = await Promise.allSettled([sessions.fresh(), pool.take(loaded)]);
  if (first.status === 'fulfilled' && checker.status === 'fulfilled') {
    return { first: first.value, checker: checker.value };
  }
  if (checker.status === 'fulfilled') await checker.value[Symbol.asyncDispose]();
  throw checker.status === 'rejected' ? checker.reason : (first as PromiseRejectedResult).reason;
}
