import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { CourseAssignment } from '../course/load.js';
import { longestRun, longestRunText } from '../grading/longestRun.js';
import type { Engine } from '../sandbox/engine.js';
import { judgeOdd, judgeTrivial, type AnswersJudged } from './answers.js';
import { AttemptCache } from './attemptCache.js';
import { Desk, type Attempt, type DeskPlace } from './desk.js';
import { readMaterial, type Material } from './files.js';
import { judgeWritten, type Matrix } from './killMatrix.js';
import { judgeLeaks } from './leaks.js';
import { judgeMade, type MadeJudged } from './madeMutants.js';
import { judgeNotebooks, type NotebooksJudged } from './notebooks.js';
import { judgeRepeats, type RepeatsJudged } from './repeats.js';
import { digestsOf, readSubject, type Subject } from './subject.js';
import type { Finding } from './finding.js';
import type { Trial } from './trial.js';
import type { TriedNotebook } from './triedNotebook.js';
import { Tries } from './tries.js';

export interface ValidationPlace {
  readonly engine: Engine;
  /** The validator's image, by its digest. */
  readonly image: string;
  readonly workerId: string;
  /** Where what was tried before is kept. */
  readonly cacheDir: string;
  /** The forwarder's own files, which Gradescope gets. */
  readonly forwarderDir: string;
  /** Containers at once; by default as many as there are processors. */
  readonly lanes?: number;
  /** Whether to leave out odd answers, repeats, and what mutants do to checks that they do not name. */
  readonly isQuick?: boolean;
  readonly signal?: AbortSignal;
  /** For people who wait: told what is being done, and how many tries are done of those asked for so far. */
  readonly onStep?: (step: string) => void;
  readonly onTry?: (done: number, asked: number) => void;
}

/** What was seen of an assignment; it may be published where no finding is an error. */
export interface Validation {
  readonly assignment: string;
  readonly isQuick: boolean;
  readonly findings: readonly Finding[];
  readonly notebooks: NotebooksJudged;
  readonly written: Matrix;
  readonly made: MadeJudged;
  readonly trivial: AnswersJudged;
  /** Absent after a quick run. */
  readonly odd?: AnswersJudged;
  readonly repeats?: RepeatsJudged;
  /** Milliseconds of processor time of each check on the solution, and of all together. */
  readonly cpuMs: { readonly checks: Readonly<Record<string, number>>; readonly all: number };
  /** Milliseconds of the tries that each step of this run made. */
  readonly stepCpuMs: Readonly<Record<string, number>>;
  /** Tries that this run made, and all that it looked at. */
  readonly tries: { readonly made: number; readonly of: number };
}

/** What came of an assignment that was to be validated: `unusable` says why nothing could be seen of it. */
export type Validated = Validation | { readonly assignment: string; readonly unusable: string };

/**
 * Says whether an assignment may be published: its checks are tried on its solution and starter, on wrong solutions and
 * right ones, on answers that nobody worked for and on odd ones, with many random numbers. Nothing is written but the
 * cache.
 *
 * @throws CourseError, BrokenChecks, IntakeError where a file of the assignment cannot be used; its message has the place.
 * @throws {PlatformError} where the engine cannot.
 */
export async function validate(loaded: CourseAssignment, where: ValidationPlace): Promise<Validation> {
  const { engine, image, workerId, cacheDir, forwarderDir, isQuick = false } = where;
  const { lanes = availableParallelism(), onStep = () => undefined, onTry = () => undefined } = where;
  const { assignment, dir } = loaded;
  const material = await readMaterial(dir);
  const labels = { worker: workerId, submission: `validate-${assignment.id}` };
  const place: DeskPlace = { engine, image, dir, limits: assignment.limits, labels };
  onStep('reads checks and notebooks');
  const cache = await AttemptCache.open(join(cacheDir, `${assignment.id}.json`));
  const { desk, subject, digests } = await readInDesk(place, loaded, material);
  const solution = { cells: material.solution };
  await using tries = new Tries(place, {
    assignment,
    cache,
    digests,
    lanes,
    desk,
    holds: [{ cells: material.starter }, solution],
    onTry,
    signal: where.signal,
  });
  const stepCpuMs: Record<string, number> = {};
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    onStep(name);
    const before = tries.cpuMs;
    const seen = await work();
    stepCpuMs[name] = tries.cpuMs - before;
    return seen;
  };
  let isWhole = false;
  try {
    const first = await step('solution', () => firstOf(subject, solution, tries));
    const trial: Trial = { subject, tries, solution, first, isQuick };
    const notebooks = await step('starter', () => judgeNotebooks(trial));
    const written = await step('mutants and variants', () => judgeWritten(trial));
    const made = await step('made mutants', () => judgeMade(trial));
    const trivial = await step('trivial answers', () => judgeTrivial(trial));
    const odd = isQuick ? undefined : await step('odd answers', () => judgeOdd(trial));
    const repeats = isQuick ? undefined : await step('repeats', () => judgeRepeats(trial));
    const leaks = await step('what students see', () => judgeLeaks(trial, forwarderDir));
    isWhole = true;
    const judged = [notebooks, written, made, trivial, odd, repeats];
    const checks = Object.fromEntries([...first].map(([id, { cpuMs }]) => [id, cpuMs]));
    return {
      ...{ assignment: assignment.id, isQuick },
      findings: [...judged.flatMap((of) => of?.findings ?? []), ...leaks, ...timeFindings(loaded)],
      ...{ notebooks, written, made, trivial, ...(odd && { odd }), ...(repeats && { repeats }), stepCpuMs },
      cpuMs: { checks, all: Object.values(checks).reduce((sum, ms) => sum + ms, 0) },
      tries: { made: tries.made, of: cache.size },
    };
  } finally {
    // What a quick run does not ask for is not forgotten for it.
    await cache.save(isWhole && !isQuick);
  }
}

async function firstOf(
  { checks }: Subject,
  notebook: TriedNotebook,
  tries: Tries,
): Promise<ReadonlyMap<string, Attempt>> {
  const attempts = checks.map(async (check) => [check.id, await tries.attempt({ notebook, check, seed: 1 })] as const);
  return new Map(await Promise.all(attempts));
}

/** Whether nothing that was seen keeps the assignment from being published. */
export function mayBePublished(validated: Validated): boolean {
  return !('unusable' in validated) && validated.findings.every(({ level }) => level !== 'error');
}

/** The desk holds the starter and the solution afterwards. */
async function readInDesk(place: DeskPlace, loaded: CourseAssignment, material: Material) {
  const desk = await Desk.open(place);
  try {
    const subject = await readSubject(desk, loaded, material);
    return { desk, subject, digests: await digestsOf(loaded.dir, subject.checks) };
  } catch (error) {
    await desk[Symbol.asyncDispose]();
    throw error;
  }
}

function timeFindings({ assignment: { limits } }: CourseAssignment): readonly Finding[] {
  const longest = longestRun(limits);
  return [{ level: longest.isTooLong ? 'error' : 'note', text: `Time: ${longestRunText(longest)}` }];
}
