import { formatDecimal } from './decimal.js';
import { createDueTimes } from './dueTimes.js';
import type { Submission } from './submission.js';
import { collectFacts, fold } from './fold.js';
import { SECOND_MICROS, type EpochMicros } from './instant.js';
import { memberRecord, type MemberRecord } from './memberRecord.js';
import type { AssignmentTerms, LedgerInput } from './model.js';
import type { LatePolicy } from './policy.js';

/** Which submission's record is wanted, and what the ledger does not say. */
export interface LateRecordQuery {
  readonly submissionId: string;
  /** The event that set the policy; 0 for the default one. */
  readonly policySeq: number;
  /** When the record is asked for. Nothing but `provisional` depends on it. */
  readonly at: EpochMicros;
  /** The due times that the platform tells: those of the submission's users, or the class's. */
  readonly platformDues?: readonly EpochMicros[];
}

/** What one submission used of everybody's late hours who handed it in. */
export interface LateRecord {
  readonly policy: LatePolicy;
  readonly policySeq: number;
  /** The newest event that the record was made from. */
  readonly ledgerSeq: number;
  readonly submissionId: string;
  readonly assignment: string;
  readonly timeZone: string;
  /** As received, or as staff corrected it. */
  readonly submittedAt: EpochMicros;
  /** For those without more time. */
  readonly baseDue: EpochMicros;
  readonly maxScore: string;
  /** Of this very submission, whether or not it counts; null until it is graded. */
  readonly rawScore: string | null;
  /** False once nothing that anybody hands in can change it: the late windows that matter here have closed. */
  readonly provisional: boolean;
  /** Whether the platform tells other due times than the ledger. */
  readonly dueMismatch: boolean;
  /** One a student, in the order of the submission. */
  readonly members: readonly MemberRecord[];
}

/**
 * The record of one submission: a function of its arguments alone, so that a run again, at any time and on any machine,
 * says the same until something was added to the ledger.
 *
 * @param input must have all events of those who handed it in.
 * @returns undefined where the submission was never received.
 * @throws {LateError} as `fold` does.
 */
export function lateRecord(input: LedgerInput, query: LateRecordQuery): LateRecord | undefined {
  const { submissionId, policySeq, at, platformDues = [] } = query;
  const dueTimes = createDueTimes();
  const facts = collectFacts(input, dueTimes);
  const submission = facts.submissions.get(submissionId);
  if (submission === undefined) return undefined;
  const terms = facts.terms.get(submission.assignment);
  if (terms === undefined) return undefined;
  const ledger = fold(input);
  const members = submission.students.flatMap((id) => {
    const [student, charged] = [facts.students.get(id), ledger.get(id)];
    if (student === undefined || charged === undefined) return [];
    return [memberRecord({ facts, dueTimes, submission, student, charged, at })];
  });
  const dues = members.map(({ effectiveDue }) => effectiveDue);
  const { policy } = input;
  const { timeZone, maxScore } = terms.assignment;
  return {
    policy,
    policySeq,
    ledgerSeq: input.events.reduce((newest, { seq }) => Math.max(newest, seq), policySeq),
    submissionId,
    assignment: submission.assignment,
    timeZone,
    submittedAt: submission.at,
    baseDue: dueTimes.base(terms.assignment),
    maxScore: formatDecimal(maxScore, policy.scoreDecimals),
    rawScore: rawScoreOf(submission, policy),
    provisional: members.some((member) => member.provisional),
    dueMismatch: platformDues.length > 0 && !isSameDues(dues, platformDues),
    members,
  };
}

function rawScoreOf({ rawScore }: Submission, { scoreDecimals }: LatePolicy): string | null {
  return rawScore === null ? null : formatDecimal(rawScore, scoreDecimals);
}

/**
 * Lateness where there is no ledger: nobody's balance, extensions or other submissions are known, so nothing is charged.
 */
export interface LatenessOnly extends Pick<
  LateRecord,
  'policy' | 'submissionId' | 'timeZone' | 'submittedAt' | 'baseDue'
> {
  readonly dueMismatch: boolean;
}

/** @throws {LateError} where the due time does not exist, or is doubled by a clock change. */
export function latenessOnly(
  submissionId: string,
  submittedAt: EpochMicros,
  due: Pick<AssignmentTerms, 'dueLocal' | 'timeZone' | 'disambiguation'>,
  policy: LatePolicy,
  platformDues: readonly EpochMicros[] = [],
): LatenessOnly {
  const baseDue = createDueTimes().base(due);
  const dueMismatch = platformDues.length > 0 && !isSameDues([baseDue], platformDues);
  return { policy, submissionId, timeZone: due.timeZone, submittedAt, baseDue, dueMismatch };
}

/** Whether two lists have the same instants, to the whole second, whichever way they are ordered or repeated. */
export function isSameDues(ours: readonly EpochMicros[], theirs: readonly EpochMicros[]): boolean {
  const [left, right] = [ours, theirs].map((dues) => new Set(dues.map((due) => Math.floor(due / SECOND_MICROS))));
  return left?.size === right?.size && [...(left ?? [])].every((second) => right?.has(second));
}
