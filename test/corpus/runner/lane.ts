import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { isDeepStrictEqual } from 'node:util';
import { CourseError } from '../../../src/course/courseError.js';
import { loadAssignment } from '../../../src/course/load.js';
import { Cancelled } from '../../../src/grading/cancelled.js';
import { BrokenChecks } from '../../../src/grading/checkerSession.js';
import { CheckerPool } from '../../../src/grading/checkerPool.js';
import type { GradingContext } from '../../../src/grading/context.js';
import { gradeSubmission, type Graded } from '../../../src/grading/gradeSubmission.js';
import { findNotebook } from '../../../src/intake/findNotebook.js';
import { IntakeError } from '../../../src/intake/intakeError.js';
import type { Notebook } from '../../../src/intake/notebook.js';
import { PlatformError } from '../../../src/sandbox/platformError.js';
import { testContext } from '../../support/engine.js';
import { notebook } from '../../support/notebook.js';
import { parseCells } from './cellsFile.js';
import type { Attempt, CorpusCase } from './cases.js';
import { expectationFor, type Expectation } from './expectation.js';
import { faultsOf } from './faults.js';
import { leftovers, volumesOf } from './leftovers.js';
import { liveBytes } from './memory.js';
import { COURSE_DIR, exposures, shownTexts } from './student.js';

/** How one case went. Defended where there are no faults. */
export interface CaseReport {
  readonly id: string;
  readonly family: string;
  readonly faults: readonly string[];
  readonly wallMs: number;
  /** The worker's live memory after the case. */
  readonly liveBytes: number;
}

type End = { readonly graded: Graded } | { readonly refused: string } | { readonly won: readonly string[] };

/**
 * One worker that grades case after case, with one context and one pool of warm checkers, as a real one does; and after
 * each case a correct notebook, with the very checker that has just served the attack.
 */
export class Lane implements AsyncDisposable {
  readonly #context: GradingContext;
  readonly #pool: CheckerPool;
  readonly #tmpFolder: string;
  readonly #controls = new Map<string, unknown>();

  private constructor(context: GradingContext, tmpFolder: string) {
    this.#context = context;
    this.#pool = new CheckerPool(context);
    this.#tmpFolder = tmpFolder;
  }

  /** @param runtime of the engine, e.g. `runsc`; the engine's default where absent. */
  static async open(runtime?: string): Promise<Lane> {
    const tmpFolder = await mkdtemp(join(tmpdir(), 'assay-corpus-'));
    const context = await testContext(runtime === undefined ? {} : { runtime });
    return new Lane(context, tmpFolder);
  }

  async run(corpusCase: CorpusCase): Promise<CaseReport> {
    const { id, family } = corpusCase;
    const expected = expectationFor(corpusCase.expectation, this.#context.runtime);
    const submission = await corpusCase.submission();
    const isContained = submission.kind === 'file' && expected.refused === undefined;
    // Before the attack, so that there is something to compare with.
    if (isContained && !this.#controls.has(expected.assignment)) await this.#control(expected.assignment);
    const volumes = await volumesOf(this.#context);
    const since = Date.now();
    const started = performance.now();
    const end: End =
      submission.kind === 'file'
        ? await this.#grade(submission.name, submission.bytes, expected)
        : { won: await this.#attempt(submission.attempt) };
    const wallMs = performance.now() - started;
    const faults = await this.#judge(end, expected);
    if (wallMs > expected.wallSeconds * 1000) faults.push(`it took ${Math.round(wallMs / 1000)} s`);
    if (isContained && !(await this.#control(expected.assignment))) faults.push('the control after it is another');
    faults.push(...(await leftovers(this.#context, since, this.#tmpFolder)));
    if (!isDeepStrictEqual(await volumesOf(this.#context), volumes)) faults.push('left behind: a volume');
    return { id, family, faults, wallMs, liveBytes: await liveBytes() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool[Symbol.asyncDispose]();
    await rm(this.#tmpFolder, { recursive: true });
  }

  async #grade(name: string, bytes: Uint8Array, { assignment, given }: Expectation): Promise<End> {
    const signal = given.cancelAfterMs === undefined ? undefined : AbortSignal.timeout(given.cancelAfterMs);
    const images = { ...this.#context.images, ...(given.image ? { student: `sha256:${'0'.repeat(64)}` } : {}) };
    try {
      const file = { path: name, size: bytes.length, read: () => Promise.resolve(bytes) };
      const found = await findNotebook([file], {});
      return { graded: await this.#pipeline({ ...this.#context, images }, assignment, found.notebook, signal) };
    } catch (error) {
      const refused = refusalOf(error);
      if (refused === undefined) throw error;
      return { refused };
    }
  }

  async #pipeline(
    context: GradingContext,
    assignment: string,
    submitted: Notebook,
    signal?: AbortSignal,
  ): Promise<Graded> {
    const loaded = await loadAssignment(COURSE_DIR, assignment);
    const request = { loaded, notebook: submitted, submission: 'corpus', ...(signal ? { signal } : {}) };
    return gradeSubmission(context, this.#pool, request);
  }

  async #attempt(attempt: Attempt): Promise<readonly string[]> {
    const folder = join(this.#tmpFolder, 'attempt');
    await mkdir(folder);
    try {
      return await attempt(folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  async #judge(end: End, expected: Expectation): Promise<string[]> {
    if ('won' in end) return [...end.won];
    const wanted =
      expected.refused ??
      (expected.outcome === 'cancelled' || expected.outcome === 'sandboxError' ? expected.outcome : undefined);
    if ('refused' in end)
      return end.refused === wanted ? [] : [`refused as ${end.refused} instead of ${wanted ?? 'graded'}`];
    if (wanted !== undefined) return [`it was graded instead of refused as ${wanted}`];
    const { assignment } = await loadAssignment(COURSE_DIR, expected.assignment);
    const shown = shownTexts(end.graded, assignment);
    const missing = expected.contain.filter((word) => ![...shown.values()].some((text) => text.includes(word)));
    return [
      ...faultsOf(end.graded, expected),
      ...exposures(shown, expected.notContain),
      ...missing.map((word) => `nothing shows ${word}`),
    ];
  }

  /** Grades a correct notebook. False where the result is not the same as that of the first time. */
  async #control(assignment: string): Promise<boolean> {
    if (!['numbers', 'net'].includes(assignment)) return true;
    const correct = notebook(parseCells(`# %% include ${assignment}`));
    const { grade, executed } = await this.#pipeline(this.#context, assignment, correct);
    const untimed = <T extends { wallMs: number }>({ wallMs: _, ...rest }: T): Omit<T, 'wallMs'> => rest;
    const { timings: _, cells, checks, ...rest } = grade;
    const result = { ...rest, cells: cells.map(untimed), checks: checks.map(untimed), executed };
    if (grade.earnedMicroPoints !== grade.maxMicroPoints) return false;
    const first = this.#controls.get(assignment) ?? result;
    this.#controls.set(assignment, first);
    return isDeepStrictEqual(result, first);
  }
}

function refusalOf(error: unknown): string | undefined {
  if (error instanceof IntakeError) return error.code;
  if (error instanceof Cancelled) return 'cancelled';
  if (error instanceof PlatformError) return 'sandboxError';
  if (error instanceof CourseError || error instanceof BrokenChecks) return 'course';
  return undefined;
}
