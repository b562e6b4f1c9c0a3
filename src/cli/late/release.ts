import { collectFacts } from '../../late/fold.js';
import { createDueTimes } from '../../late/dueTimes.js';
import { effectiveDue } from '../../late/effectiveDue.js';
import { formatInstant } from '../../late/instant.js';
import { LateError } from '../../late/lateError.js';
import type { Terms } from '../../late/facts.js';
import { safeReleaseAt } from '../../late/safeRelease.js';
import { isNeverCharged, windowEnd } from '../../late/window.js';
import { readFailed } from '../../store/attempts.js';
import { readLedgerInput } from '../../store/ledgerInput.js';
import type { Store } from '../../store/store.js';
import { EXIT, UsageError } from '../exitCodes.js';
import type { Answer } from './answer.js';
import type { Plan } from './change.js';
import { dueMismatches } from './dueMismatches.js';
import { openRequests } from './regrade.js';
import { currentTerms } from './staffEvents.js';

/** Whether an assignment's grades can be released, and what stands against it. */
interface Readiness {
  /** null where no moment is safe. */
  readonly safeReleaseAt: string | null;
  readonly blockers: readonly string[];
}

function readiness(store: Store, course: string, assignment: string): Readiness {
  currentTerms(store, course, assignment);
  const blockers: string[] = [];
  const safeAt = safeMoment(store, course, assignment, blockers);
  if (safeAt !== null && safeAt > store.now().getTime() * 1000) {
    blockers.push(`Until ${formatInstant(safeAt)} a late submission can still change a grade.`);
  }
  blockers.push(...openWork(store, course, assignment), ...stillSpending(store, course, assignment));
  blockers.push(...dueMismatches(store, course, assignment));
  const regrades = openRequests(store, course).filter((request) => request.assignment === assignment);
  for (const { requestId, student } of regrades) blockers.push(`Regrade request ${requestId} of ${student} is open.`);
  return { safeReleaseAt: safeAt === null ? null : formatInstant(safeAt), blockers };
}

/** What `late release check` prints; exit code 1 where something stands against it. */
export function releaseCheck(store: Store, course: string, assignment: string): Answer {
  const found = readiness(store, course, assignment);
  const ready = found.blockers.length === 0;
  const lines = ready
    ? [`${assignment} can be released.`]
    : [`${assignment} should not be released:`, ...found.blockers];
  return { lines, json: { ready, ...found }, code: ready ? EXIT.passed : EXIT.studentFailure };
}

/** The release. @throws {UsageError} where something stands against it and it is not forced, with a reason. */
export function planRelease(
  store: Store,
  course: string,
  assignment: string,
  {
    force,
    reason,
    isRetry,
  }: { readonly force?: true | undefined; readonly reason?: string | undefined; readonly isRetry: boolean },
): Plan {
  const { blockers } = readiness(store, course, assignment);
  if (!isRetry && blockers.length > 0 && (force !== true || (reason ?? '').trim() === '')) {
    const remedy = 'To release it all the same, give --force and --reason.';
    throw new UsageError([`${assignment} should not be released:`, ...blockers, remedy].join('\n'));
  }
  return { events: [{ content: { type: 'grades_released', assignment } }], notes: blockers, needsNoReason: true };
}

function safeMoment(store: Store, course: string, assignment: string, blockers: string[]): number | null {
  try {
    return safeReleaseAt(readLedgerInput(store, course).input, assignment);
  } catch (error) {
    if (!(error instanceof LateError)) throw error;
    blockers.push(error.message);
    return null;
  }
}

/** Assignments due earlier for which hours can still be spent, so that fewer may be left for this one. */
function stillSpending(store: Store, course: string, assignment: string): string[] {
  const dueTimes = createDueTimes();
  const facts = collectFacts(readLedgerInput(store, course).input, dueTimes);
  const base = ({ assignment: terms }: Terms): number => dueTimes.base(terms);
  const own = facts.terms.get(assignment);
  const now = store.now().getTime() * 1000;
  const earlier = [...facts.terms.values()].filter((terms) => own !== undefined && base(terms) < base(own));
  return earlier.flatMap((terms) => {
    const { id } = terms.assignment;
    const isOpen = [...facts.students.values()].some((student) => {
      const work = student.works.get(id);
      if (work?.frozen != null || work?.excusedSeq != null || isNeverCharged(facts, terms)) return false;
      const end = windowEnd(facts, student, work, terms, effectiveDue(student, work, terms, dueTimes).at);
      return end === null || end > now;
    });
    return isOpen ? [`Charges are provisional: late work on ${id}, which is due earlier, can still use hours.`] : [];
  });
}

/** Submissions without a grade, and extensions that have not ended. */
function openWork(store: Store, course: string, assignment: string): string[] {
  const dueTimes = createDueTimes();
  const { students, submissions, terms } = collectFacts(readLedgerInput(store, course).input, dueTimes);
  const found = terms.get(assignment);
  const failed = readFailed(store, course);
  const ungraded = [...submissions.values()]
    .filter((one) => one.assignment === assignment && !one.voided && one.rawScore === null)
    .filter((one) => !one.ungradable || failed.has(one.id))
    .map(({ id }) => `Submission ${id} has no grade.`);
  const now = store.now().getTime() * 1000;
  const extended = [...students.values()].flatMap((student) => {
    const work = student.works.get(assignment);
    if (found === undefined || (work?.extensions.length ?? 0) === 0) return [];
    const { at, rule } = effectiveDue(student, work, found, dueTimes);
    return rule === 'extension' && at > now ? [`${student.id} has an extension until ${formatInstant(at)}.`] : [];
  });
  return [...ungraded, ...extended];
}
