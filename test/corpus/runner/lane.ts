import { performance } from 'node:perf_hooks';
import { isDeepStrictEqual } from 'node:util';
import { CourseError } from '../../../src/course/courseError.js';
import { loadAssignment } from '../../../src/course/load.js';
import { Cancelled } from '../../../src/grading/cancelled.js';
import { BrokenChecks } from '../../../src/grading/brokenChecks.js';
import { Grader } from '../../../src/grading/grader.js';
import type { GradingContext } from '../../../src/grading/context.js';
import { gradeSubmission, type Graded } from '../../../src/grading/gradeSubmission.js';
import { findNotebook } from '../../../src/intake/findNotebook.js';
import { IntakeError } from '../../../src/intake/intakeError.js';
import type { Notebook } from '../../../src/intake/notebook.js';
import { serialiseNotebook } from '../../../src/results/executedNotebook.js';
import { PlatformError } from '../../../src/base/platformError.js';
import { MAX_BLOB_BYTES } from '../../../src/machine/blobStore.js';
import { testContext } from '../../support/engine.js';
import { notebook } from '../../support/notebook.js';
import { parseCells } from './cellsFile.js';
import type { CorpusCase } from './cases.js';
import { Control } from './control.js';
import { expectationFor, type Expectation } from './expectation.js';
import { faultsOf } from './faults.js';
import { leftovers, volumesOf } from './leftovers.js';
import { whatIsKept, type Kept } from './kept.js';
import { COURSE_DIR, exposures, shownTexts } from './student.js';

/** How one case went. Defended where there are no faults. */
export interface CaseReport {
  readonly id: string;
  readonly family: string;
  readonly faults: readonly string[];
  readonly wallMs: number;
  /** Of the worker, after the case. */
  readonly kept: Kept;
}

type End = { readonly graded: Graded } | { readonly refused: string } | { readonly won: readonly string[] };

export interface LaneOptions {
  /** Of the engine, e.g. `runsc`; the engine's default where absent. */
  readonly runtime?: string | undefined;
  /** Cases of one assignment between two correct notebooks; 1 where absent. */
  readonly controlEvery?: number;
}

/**
 * One worker that grades case after case, with one context and one pool of warm checkers, as a real one does; and every
 * few cases a correct notebook, with the very checker that has just served the attacks.
 */
export class Lane implements AsyncDisposable {
  readonly #context: GradingContext;
  readonly #grader: Grader;
  readonly #controlEvery: number;
  readonly #controls = new Map<string, Control>();

  private constructor(context: GradingContext, controlEvery: number) {
    this.#context = context;
    this.#controlEvery = controlEvery;
    this.#grader = new Grader(context);
  }

  static async open({ runtime, controlEvery = 1 }: LaneOptions = {}): Promise<Lane> {
    return new Lane(await testContext(runtime === undefined ? {} : { runtime }), controlEvery);
  }

  async run(corpusCase: CorpusCase): Promise<CaseReport> {
    const { id, family } = corpusCase;
    const expected = expectationFor(corpusCase.expectation, this.#context.runtime);
    const submission = await corpusCase.submission();
    const isContained = submission.kind === 'file' && expected.refused === undefined;
    const control = await this.#controlOf(expected.assignment);
    const volumes = await volumesOf(this.#context);
    const since = Date.now();
    const started = performance.now();
    const end: End =
      submission.kind === 'file'
        ? await this.#grade(submission.name, submission.bytes, expected)
        : { won: await submission.attempt() };
    const wallMs = performance.now() - started;
    const faults = await this.#judge(end, expected);
    if (wallMs > expected.wallSeconds * 1000) faults.push(`it took ${Math.round(wallMs / 1000)} s`);
    if (isContained && control.note(id) >= this.#controlEvery) faults.push(...(await control.faults()));
    faults.push(...(await leftovers(this.#context, since)));
    if (!isDeepStrictEqual(await volumesOf(this.#context), volumes)) faults.push('left behind: a volume');
    return { id, family, faults, wallMs, kept: await whatIsKept() };
  }

  /** After the last case: what those did that no control has followed yet. */
  async lastFaults(): Promise<string[]> {
    const faults: string[] = [];
    for (const control of this.#controls.values()) faults.push(...(await control.faults()));
    return faults;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#grader[Symbol.asyncDispose]();
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
    return gradeSubmission({ context, checkers: this.#grader.checkers }, request);
  }

  /** Of the assignment that is attacked, or of a sound one where that is at fault itself. */
  async #controlOf(attacked: string): Promise<Control> {
    const assignment = attacked === 'net' ? attacked : 'numbers';
    const known = this.#controls.get(assignment);
    if (known) return known;
    const correct = notebook(parseCells(`# %% include ${assignment}`));
    const control = await Control.begin(() => this.#pipeline(this.#context, assignment, correct));
    this.#controls.set(assignment, control);
    return control;
  }

  async #judge(end: End, expected: Expectation): Promise<string[]> {
    if ('won' in end) return [...end.won];
    const wanted =
      expected.refused ??
      (expected.outcome === 'cancelled' || expected.outcome === 'sandboxError' ? expected.outcome : undefined);
    if ('refused' in end)
      return [wanted, expected.mayBeRefused].includes(end.refused)
        ? []
        : [`refused as ${end.refused} instead of ${wanted ?? 'graded'}`];
    if (wanted !== undefined) return [`it was graded instead of refused as ${wanted}`];
    const { assignment } = await loadAssignment(COURSE_DIR, expected.assignment);
    const shown = shownTexts(end.graded, assignment);
    const missing = expected.contain.filter((word) => ![...shown.values()].some((text) => text.includes(word)));
    return [
      ...faultsOf(end.graded, expected),
      ...tooLarge(end.graded),
      ...exposures(shown, expected.notContain),
      ...missing.map((word) => `nothing shows ${word}`),
    ];
  }
}

/** What no blob store would take, so that a worker could not bring it. */
function tooLarge({ grade, executed }: Graded): string[] {
  const files = { grade: Buffer.from(JSON.stringify(grade)), 'executed notebook': serialiseNotebook(executed) };
  return Object.entries(files).flatMap(([name, { length }]) =>
    length > MAX_BLOB_BYTES ? [`the ${name} has ${length} bytes`] : [],
  );
}

function refusalOf(error: unknown): string | undefined {
  if (error instanceof IntakeError) return error.code;
  if (error instanceof Cancelled) return 'cancelled';
  if (error instanceof PlatformError) return 'sandboxError';
  if (error instanceof CourseError || error instanceof BrokenChecks) return 'course';
  return undefined;
}
