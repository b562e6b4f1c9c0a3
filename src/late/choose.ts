import { priceOf } from './charge.js';
import type { Price } from './price.js';
import { compareDecimals, plus, type Decimal } from './decimal.js';
import type { Selected, Work } from './facts.js';
import type { Submission } from './submission.js';
import type { EpochMicros } from './instant.js';
import { latenessOf, type Lateness } from './lateness.js';
import type { NotCounted, NotCountedWhy, TraceRule } from './ledger.js';
import type { Assignment } from './model.js';
import type { LatePolicy } from './policy.js';
import { finalScore } from './score.js';

/** A submission that may count. */
export interface Candidate {
  readonly submission: Submission;
  readonly lateness: Lateness;
}

/** What choosing needs to know about the place where it happens. */
export interface Setting {
  readonly work: Work;
  readonly assignment: Assignment;
  readonly policy: LatePolicy;
  /** The student's own due time. */
  readonly due: EpochMicros;
  /** Late hours that the budget still holds for this submission. */
  readonly balance: (submission: Submission) => number;
}

/** The accepted submissions in the order in which they were made, and why the others do not count. */
export function judgeSubmissions(setting: Setting): { accepted: Candidate[]; notCounted: NotCounted[] } {
  const { work, assignment, policy, due } = setting;
  if (!work.inOrder) {
    work.submissions.sort(bySubmissionTime);
    work.inOrder = true;
  }
  const accepted: Candidate[] = [];
  const notCounted: NotCounted[] = [];
  for (const submission of work.submissions) {
    const lateness = latenessOf(submission.at, due, assignment, policy);
    const why = whyNot(submission, work, lateness);
    if (why === null) accepted.push({ submission, lateness });
    else notCounted.push([submission.id, why]);
  }
  return { accepted, notCounted };
}

/** The submission that counts, and why it does; undefined where none is accepted. */
export function chooseSubmission(
  accepted: readonly Candidate[],
  setting: Setting,
): { candidate: Candidate; countsAs: TraceRule } | undefined {
  const { work, policy } = setting;
  const find = (wanted: Selected | null): Candidate | undefined =>
    wanted === null ? undefined : accepted.find(({ submission }) => submission === wanted.submission);
  const byStaff = find(work.selectedByStaff);
  if (byStaff !== undefined) return { candidate: byStaff, countsAs: 'counts_by_staff' };
  const active = policy.selection === 'active' ? find(work.selectedByStudent) : undefined;
  if (active !== undefined) return { candidate: active, countsAs: 'counts_as_active' };
  if (policy.selection === 'best-final') {
    const best = bestOf(accepted, setting);
    return best === undefined ? undefined : { candidate: best, countsAs: 'counts_as_best_final' };
  }
  const last = accepted.at(-1);
  return last === undefined ? undefined : { candidate: last, countsAs: 'counts_as_last' };
}

/** The price of a candidate where it is considered. */
export function priceIn({ work, assignment, policy, balance }: Setting, { submission, lateness }: Candidate): Price {
  return priceOf(submission, lateness.hoursLate, work, assignment, policy, balance(submission));
}

/** By the time of making, then by the platform's number. */
export function bySubmissionTime(a: Submission, b: Submission): number {
  return a.at - b.at || compareIds(a.id, b.id);
}

/** Ids that are numbers by their value, before all others, which go by their characters. */
function compareIds(a: string, b: string): number {
  const [left, right] = [numberIn(a), numberIn(b)];
  if (left === undefined || right === undefined) {
    if (left !== right) return left === undefined ? 1 : -1;
    return a < b ? -1 : a > b ? 1 : 0;
  }
  return left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
}

function numberIn(id: string): string | undefined {
  return /^\d+$/.test(id) ? id.replace(/^0+(?=\d)/, '') : undefined;
}

function whyNot(submission: Submission, work: Work, lateness: Lateness): NotCountedWhy | null {
  if (submission.voided) return 'voided';
  if (work.afterRelease.has(submission)) return 'after_release';
  if (submission.ungradable) return 'ungradable';
  return lateness.afterCutoff ? 'after_cutoff' : null;
}

/**
 * The highest final score, then fewer hours, then the earlier one. Not graded is lower than any score; an open grade
 * stands with all that it can still come to, so that nothing is settled on another while it may be the best.
 */
function bestOf(accepted: readonly Candidate[], setting: Setting): Candidate | undefined {
  let best: { candidate: Candidate; final: Decimal | null; hoursUsed: number } | undefined;
  for (const candidate of accepted) {
    const { hoursUsed, penaltyBp } = priceIn(setting, candidate);
    const raw = highestScore(candidate.submission);
    const final =
      raw === null ? null : finalScore(raw, setting.assignment.maxScore, penaltyBp, setting.policy.penaltyBasis);
    const gain = best === undefined ? 1 : compareFinals(final, best.final) || best.hoursUsed - hoursUsed;
    if (gain > 0) best = { candidate, final, hoursUsed };
  }
  return best?.candidate;
}

function highestScore({ rawScore, open }: Submission): Decimal | null {
  return rawScore ?? (open === null ? null : plus(open.earned, open.points));
}

function compareFinals(a: Decimal | null, b: Decimal | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return compareDecimals(a, b);
}
