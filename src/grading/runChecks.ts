import { performance } from 'node:perf_hooks';
import type { CatalogueEntry } from '../course/catalogue.js';
import { CourseError } from '../course/courseError.js';
import type { LoadedAssignment } from '../course/load.js';
import { Cancelled } from './cancelled.js';
import { Groups } from './groups.js';
import { CheckerFailure, type CheckerSession } from './checkerSession.js';
import type { CheckerPool } from './checkerPool.js';
import type { CheckGrade } from './grade.js';
import type { CheckCause } from './outcome.js';
import type { Verdict } from './messages.js';
import { ProtocolViolation } from '../sandbox/violation.js';
import { runCheck, type Answer } from './runCheck.js';
import type { CellQuery } from './readCell.js';
import { brokenVerdict, gradeCheck } from './score.js';
import type { StudentSession } from './studentSession.js';

export interface ChecksRequest {
  readonly loaded: LoadedAssignment;
  readonly submission: string;
  /** Only these, by id; all where absent. @throws {CourseError} where one of them does not exist. */
  readonly only?: readonly string[] | undefined;
  readonly pool: CheckerPool;
  /** The checker to begin with, still closed; it goes back to the pool or is disposed of. */
  readonly checker: CheckerSession;
  /** The session for the next check; `undefined` where none is left. Replaces a dead one if it still may. */
  readonly session: () => Promise<StudentSession | undefined>;
  readonly seedOf: (check: string) => string;
  readonly readCell: (query: CellQuery) => Answer;
  readonly onCheck?: (number: number, total: number) => void;
  /** Aborting kills the checker at work; `session` is what throws then. */
  readonly signal?: AbortSignal | undefined;
}

export interface ChecksRun {
  readonly checks: readonly CheckGrade[];
  readonly causes: ReadonlyMap<string, CheckCause>;
}

/**
 * Runs every check of the catalogue, each in a fork of its own on both sides. A check that breaks costs only itself:
 * its checker is replaced, and the next check begins afresh. The grades come in the order of the catalogue.
 */
export async function runChecks(request: ChecksRequest): Promise<ChecksRun> {
  const { loaded, submission, pool } = request;
  const { arrays, limits } = loaded.assignment;
  const checks: CheckGrade[] = [];
  const causes = new Map<string, CheckCause>();
  let checker: CheckerSession | undefined = request.checker;
  let isOpen = false;
  const groups = new Groups(request.session, arrays);
  const onAbort = (): void => {
    void checker?.kill().catch(() => undefined);
  };
  request.signal?.addEventListener('abort', onAbort);
  try {
    const catalogue = selectChecks(request);
    for (const [position, entry] of visibleFirst(catalogue).entries()) {
      request.onCheck?.(position + 1, catalogue.length);
      const started = performance.now();
      let verdict: Verdict;
      try {
        checker ??= await pool.take(loaded);
        if (request.signal?.aborted) throw new Cancelled();
        if (!isOpen) await checker.open(submission, arrays);
        isOpen = true;
        verdict = await runCheck({
          checker,
          // The group of the check before ends while the checker forks for this one.
          openGroup: () => groups.next(),
          check: entry.id,
          seed: request.seedOf(entry.id),
          limits: { ...limits, checkSeconds: entry.seconds },
          readCell: request.readCell,
        });
      } catch (error) {
        // A violation here is ours towards the checker or its towards us: what it asks does not fit into a frame.
        if (!(error instanceof CheckerFailure || error instanceof ProtocolViolation)) throw error;
        verdict = brokenVerdict(entry.id, error.message);
        await checker?.[Symbol.asyncDispose]();
        checker = undefined;
        isOpen = false;
      }
      const cause = groups.takeCause();
      if (cause) causes.set(entry.id, cause);
      checks.push(gradeCheck(entry, verdict, performance.now() - started));
    }
    if (request.signal?.aborted) throw new Cancelled();
    if (checker && (!isOpen || (await closes(checker)))) {
      pool.giveBack(loaded, checker);
      checker = undefined;
    }
  } finally {
    request.signal?.removeEventListener('abort', onAbort);
    await checker?.[Symbol.asyncDispose]();
  }
  const places = new Map(request.checker.catalogue.map(({ id }, place) => [id, place]));
  checks.sort((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
  return { checks, causes };
}

/** Ends the submission. A checker that fails even in that is of no more use, but its verdicts stand. */
async function closes(checker: CheckerSession): Promise<boolean> {
  try {
    await checker.close();
    return true;
  } catch (error) {
    if (error instanceof CheckerFailure) return false;
    throw error;
  }
}

function selectChecks({ checker: { catalogue }, only, loaded }: ChecksRequest): readonly CatalogueEntry[] {
  if (only === undefined) return catalogue;
  const unknown = only.find((id) => !catalogue.some((entry) => entry.id === id));
  if (unknown === undefined) return catalogue.filter(({ id }) => only.includes(id));
  const known = catalogue.map(({ id }) => id).join(', ');
  const text = `has no check ${unknown}. Known: ${known}.`;
  throw new CourseError([{ place: { file: `${loaded.assignment.id}/checks.py` }, text }]);
}

/**
 * What a student may read comes before what they may not: the student's side can keep a hidden check's inputs (in a
 * file, in a process) and say them in any answer after it.
 */
function visibleFirst(catalogue: readonly CatalogueEntry[]): CatalogueEntry[] {
  const isGuarded = ({ visibility }: CatalogueEntry): number => (visibility === 'visible' ? 0 : 1);
  return [...catalogue].sort((a, b) => isGuarded(a) - isGuarded(b));
}
