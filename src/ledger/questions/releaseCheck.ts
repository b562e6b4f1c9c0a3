import { remarkText, type Remark } from '../../base/refusal.js';
import { createDueTimes } from '../../late/dueTimes.js';
import { effectiveDue } from '../../late/effectiveDue.js';
import type { Terms } from '../../late/facts.js';
import { collectFacts } from '../../late/fold.js';
import { formatInstant } from '../../late/instant.js';
import { LateError } from '../../late/lateError.js';
import { safeReleaseAt } from '../../late/safeRelease.js';
import { isNeverCharged, windowEnd } from '../../late/window.js';
import { readFailed } from '../attempts.js';
import { readLedgerInput } from '../ledgerInput.js';
import type { CourseFiles } from '../courseFiles.js';
import type { Ledger } from '../ledger.js';
import { baseDue, currentTerms } from '../terms.js';
import { dueMismatches } from './dueMismatches.js';
import { differenceRemark, fileDifferences } from './fileDifferences.js';
import { openGradeBlockers } from './openGrades.js';
import { openRequests } from './regrades.js';

/** Whether an assignment's grades can be released, and what stands against it. */
export interface Readiness {
  readonly ready: boolean;
  /** null where no moment is safe. */
  readonly safeReleaseAt: string | null;
  readonly blockers: readonly Remark[];
  /** What was not looked at. */
  readonly notes: readonly Remark[];
}

/** @param files the course's, to compare with the ledger. */
export function releaseCheck(ledger: Ledger, assignment: string, files?: CourseFiles): Readiness {
  const { store } = ledger;
  currentTerms(ledger, assignment);
  const blockers: Remark[] = [];
  const safeAt = safeMoment(ledger, assignment, blockers);
  if (safeAt !== null && safeAt > store.now().getTime() * 1000) {
    const text = `Until ${formatInstant(safeAt)} a late submission can still change a grade.`;
    blockers.push({ code: 'tooEarly', text });
  }
  blockers.push(...openGradeBlockers(ledger, assignment));
  blockers.push(...openWork(ledger, assignment), ...stillSpending(ledger, assignment));
  blockers.push(...dueMismatches(ledger, assignment));
  const regrades = openRequests(ledger).filter((request) => request.assignment === assignment);
  for (const { requestId, student } of regrades) {
    blockers.push({ code: 'openRegrade', text: `Regrade request ${requestId} of ${student} is open.` });
  }
  if (files !== undefined) blockers.push(...otherwiseInFiles(ledger, files, assignment));
  const notes =
    files === undefined
      ? [{ code: 'filesNotCompared', text: 'The course’s files were not compared with the ledger.' }]
      : [];
  return {
    ready: blockers.length === 0,
    safeReleaseAt: safeAt === null ? null : formatInstant(safeAt),
    blockers,
    notes,
  };
}

/** Differences that can matter to an assignment's charges: its own, the policy's, and those of work due no later. */
function otherwiseInFiles(ledger: Ledger, files: CourseFiles, assignment: string): Remark[] {
  const until = baseDue(currentTerms(ledger, assignment));
  return fileDifferences(ledger, files)
    .filter(({ assignment: id }) => {
      return id === undefined || id === assignment || baseDue(currentTerms(ledger, id)) <= until;
    })
    .map((difference) => differenceRemark(difference, files.dir));
}

function safeMoment(ledger: Ledger, assignment: string, blockers: Remark[]): number | null {
  try {
    return safeReleaseAt(readLedgerInput(ledger).input, assignment);
  } catch (error) {
    if (!(error instanceof LateError)) throw error;
    blockers.push({ code: 'neverSafe', text: remarkText(error) });
    return null;
  }
}

/** Assignments due earlier for which hours can still be spent, so that fewer may be left for this one. */
function stillSpending(ledger: Ledger, assignment: string): Remark[] {
  const { store } = ledger;
  const dueTimes = createDueTimes();
  const facts = collectFacts(readLedgerInput(ledger).input, dueTimes);
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
    const text = `Charges are provisional: late work on ${id}, which is due earlier, can still use hours.`;
    return isOpen ? [{ code: 'provisional', text }] : [];
  });
}

/** Submissions without a grade, and extensions that have not ended. */
function openWork(ledger: Ledger, assignment: string): Remark[] {
  const { store } = ledger;
  const dueTimes = createDueTimes();
  const { students, submissions, terms } = collectFacts(readLedgerInput(ledger).input, dueTimes);
  const found = terms.get(assignment);
  const failed = readFailed(ledger);
  const ungraded = [...submissions.values()]
    .filter((one) => one.assignment === assignment && !one.voided && one.rawScore === null && one.open === null)
    .filter((one) => !one.ungradable || failed.has(one.id))
    .map(({ id }) => ({ code: 'noGrade', text: `Submission ${id} has no grade.` }));
  const now = store.now().getTime() * 1000;
  const extended = [...students.values()].flatMap((student) => {
    const work = student.works.get(assignment);
    if (found === undefined || (work?.extensions.length ?? 0) === 0) return [];
    const { at, rule } = effectiveDue(student, work, found, dueTimes);
    const text = `${student.id} has an extension until ${formatInstant(at)}.`;
    return rule === 'extension' && at > now ? [{ code: 'runningExtension', text }] : [];
  });
  return [...ungraded, ...extended];
}
