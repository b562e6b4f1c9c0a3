import type { Charge } from './price.js';
import type { Student, Work } from './facts.js';
import type { Submission } from './submission.js';
import { formatInstant } from './instant.js';
import type { TraceRule, TraceStep } from './ledger.js';
import type { LatePolicy } from './policy.js';

/** How a charge came about, in the order of the calculation. To be called while the facts are those of the charge. */
export function traceCharge(charge: Charge, student: Student, work: Work, policy: LatePolicy): TraceStep[] {
  const steps: TraceStep[] = [];
  const step = (rule: TraceRule, value: number | string, seqs: readonly number[] = []): void => {
    steps.push({ rule, value, seqs });
  };
  step(charge.dueBy, formatInstant(charge.effectiveDue), charge.dueSeqs);
  for (const [id, seq] of work.left) step('left_group', id, [seq]);
  const { submission, countsAs, hoursLate, uncharged } = charge;
  if (submission === null || countsAs === null) {
    if (work.excusedSeq !== null) step('not_charged', 'excused', [work.excusedSeq]);
    return steps;
  }
  step(countsAs, submission.id, [submission.seq, ...selectionSeqs(countsAs, work)]);
  const joinedSeq = submission.joined.get(student.id);
  if (joinedSeq !== undefined) step('joined_later', submission.id, [joinedSeq]);
  if (submission.correctedSeq !== null) step('time_corrected', formatInstant(submission.at), [submission.correctedSeq]);
  step('late_seconds', charge.lateSeconds);
  if (policy.graceSeconds > 0) step('grace_seconds', policy.graceSeconds);
  step('hours_late', hoursLate);
  if (hoursLate === 0) return steps;
  if (charge.hoursWaived > 0) step('hours_waived', charge.hoursWaived, work.waiverSeqs);
  if (uncharged !== null) {
    step('not_charged', uncharged, reasonSeqs(uncharged, submission, work));
    return steps;
  }
  step('balance_before', charge.balanceBefore, student.budgetSeqs);
  const { hoursUsed, balanceBefore, penaltyHours } = charge;
  if (penaltyHours > 0 && hoursUsed < balanceBefore) step('max_free_hours', hoursUsed);
  step('hours_used', hoursUsed);
  if (penaltyHours > 0) {
    step('penalty_hours', penaltyHours);
    step('penalty_bp', charge.penaltyBp);
  }
  return steps;
}

function selectionSeqs(countsAs: TraceRule, { selectedByStaff, selectedByStudent }: Work): number[] {
  if (countsAs === 'counts_by_staff') return seqsOf(selectedByStaff?.seq);
  return countsAs === 'counts_as_active' ? seqsOf(selectedByStudent?.seq) : [];
}

function reasonSeqs(uncharged: Charge['uncharged'], { gradedSeq }: Submission, { excusedSeq }: Work): number[] {
  return seqsOf(uncharged === 'excused' ? excusedSeq : uncharged === 'zero_score' ? gradedSeq : null);
}

function seqsOf(seq: number | null | undefined): number[] {
  return seq === null || seq === undefined ? [] : [seq];
}
