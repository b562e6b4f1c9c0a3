import { performance } from 'node:perf_hooks';
import type { CatalogueEntry } from '../course/catalogue.js';
import { CourseError } from '../course/courseError.js';
import type { LoadedAssignment } from '../course/load.js';
import { CheckerInUse } from './checkerInUse.js';
import type { CheckGroup } from './checkGroup.js';
import type { CheckerPool } from './checkerPool.js';
import type { CheckerSession } from './checkerSession.js';
import { ChecksClock } from './checksClock.js';
import type { CheckGrade } from '../grade/grade.js';
import { Groups } from './groups.js';
import { HungChecks } from './hungChecks.js';
import type { Verdict } from './messages.js';
import type { CheckCause } from './outcome.js';
import type { CellQuery } from './readCell.js';
import { SecondOpinion } from './reference/secondOpinion.js';
import { RefusedNames } from './refusedNames.js';
import type { CheckRequest } from './runCheck.js';
import type { Answer } from './answer.js';
import { gradeCheck, unreachedVerdict } from './score.js';
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
  /** Aborting kills the checker at work; what throws then is `Cancelled`. */
  readonly signal?: AbortSignal | undefined;
}

export interface ChecksRun {
  readonly checks: readonly CheckGrade[];
  readonly causes: ReadonlyMap<string, CheckCause>;
}

/**
 * Runs every check of the catalogue, each in a fork of its own on both sides. A check that breaks costs only itself:
 * its checker is replaced, and the next check begins afresh. The grades come in the order of the catalogue.
 *
 * Where a check breaks, the course's own solution is asked as well (`SecondOpinion`): only what breaks there too is
 * broken. When the time of all checks is used up, the remaining ones are not begun. What hung for want of the notebook's
 * threads is asked once more after all others (`HungChecks`).
 */
export async function runChecks(request: ChecksRequest): Promise<ChecksRun> {
  const { loaded, pool } = request;
  const { limits } = loaded.assignment;
  const checks: CheckGrade[] = [];
  const causes = new Map<string, CheckCause>();
  const clock = new ChecksClock(limits.checksSeconds);
  const refused = new RefusedNames();
  const groups = new Groups(request.session, loaded.assignment);
  await using checker = new CheckerInUse({ ...request, signal: request.signal, clock });
  const opinion = new SecondOpinion({ loaded, references: pool.references, checker });

  const hung = new HungChecks();

  const askedOf = ({ id, seconds }: CatalogueEntry): Pick<CheckRequest, 'check' | 'seed' | 'limits'> => ({
    check: id,
    seed: request.seedOf(id),
    limits: { ...limits, checkSeconds: seconds },
  });
  const side = { clock, readCell: request.readCell };

  const judge = async (entry: CatalogueEntry): Promise<Verdict> => {
    const { id } = entry;
    if (clock.isUsedUp()) return unreachedVerdict(id, clock, limits);
    const asked = askedOf(entry);
    const courseMs = clock.courseMs;
    // The group of the check before ends while the checker forks for this one.
    const verdict = await checker.run({ ...asked, ...side, refused, openGroup: () => groups.next() });
    if (verdict.status === 'broken') {
      // Asked before it is said who used up the time: an answer that keeps a check busy is the notebook's doing.
      const courseUsedMs = clock.courseMs - courseMs;
      const second = await opinion.on(verdict, asked);
      if (second.status === 'failed') {
        clock.putDownToStudent(courseUsedMs);
        return second;
      }
      return clock.isUsedUp() ? unreachedVerdict(id, clock, limits) : second;
    }
    // What was cut short by the end of that time says nothing of the notebook where others used it up.
    const isCutShort = clock.isUsedUp() && verdict.status === 'failed';
    return isCutShort && clock.mostlyUsedBy === 'course' ? unreachedVerdict(id, clock, limits) : verdict;
  };

  const catalogue = selectChecks(request);
  for (const [position, entry] of visibleFirst(catalogue).entries()) {
    request.onCheck?.(position + 1, catalogue.length);
    const started = performance.now();
    const wasUsedUp = clock.isUsedUp();
    const refusals = refused.refusals;
    const verdict = await judge(entry);
    const cause = groups.takeCause() ?? (wasUsedUp && verdict.status === 'failed' ? 'timedOut' : undefined);
    if (cause) causes.set(entry.id, cause);
    if (verdict.status === 'failed') {
      const isRefused = refused.refusals > refusals;
      hung.note(entry, { isTimedOut: cause === 'timedOut', isRefused, hadThreads: groups.hadThreads });
    }
    checks.push(gradeCheck(entry, verdict, performance.now() - started));
  }
  const passed = await hung.passing(async (entry) => {
    if (clock.isUsedUp()) return unreachedVerdict(entry.id, clock, limits);
    const openGroup = (): Promise<CheckGroup> => groups.next({ isLive: true });
    return checker.run({ ...askedOf(entry), ...side, refused: new RefusedNames(), openGroup });
  });
  for (const [place, { id, wallMs }] of checks.entries()) {
    const verdict = passed.get(id);
    const entry = catalogue.find((known) => known.id === id);
    if (!verdict || !entry) continue;
    checks[place] = gradeCheck(entry, verdict, wallMs);
    causes.delete(id);
  }
  await checker.giveBack();
  const places = new Map(request.checker.catalogue.map(({ id }, place) => [id, place]));
  checks.sort((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
  return { checks, causes };
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
