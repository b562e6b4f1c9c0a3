import type { Ledger } from '../ledger.js';
import { collectFacts } from '../../late/fold.js';
import { createDueTimes } from '../../late/dueTimes.js';
import type { Assignment } from '../../late/model.js';
import type { LatePolicy } from '../../late/policy.js';
import { readLedgerInput } from '../ledgerInput.js';
import { localTime, percent, plural } from '../../late/wording.js';

export interface PolicyText {
  readonly policySeq: number;
  readonly policy: LatePolicy;
  readonly text: readonly string[];
}

/** The policy in force, in sentences for students. */
export function policyText(ledger: Ledger): PolicyText {
  const { input, policySeq } = readLedgerInput(ledger, { students: [] });
  const dueTimes = createDueTimes();
  const assignments = [...collectFacts(input, dueTimes).terms.values()]
    .map(({ assignment }) => ({ assignment, due: dueTimes.base(assignment) }))
    .sort((a, b) => a.due - b.due);
  const { policy } = input;
  const text = [
    ...policySentences(policy),
    '',
    ...assignments.map(
      ({ assignment, due }) => `${assignment.id}: due ${localTime(due, assignment.timeZone)}.${exceptions(assignment)}`,
    ),
  ];
  return { policySeq, policy, text };
}

const SELECTION: Readonly<Record<LatePolicy['selection'], string>> = {
  last: 'The last accepted submission counts, so a change after the due time is a late submission.',
  active: 'The submission that you activate counts; without that, the last accepted one.',
  'best-final': 'The accepted submission with the best final score counts.',
};

const BASIS: Readonly<Record<LatePolicy['penaltyBasis'], string>> = {
  earned: 'of the score that you earned',
  max: 'of the points that can be had',
  cap: 'off the highest score that can be had',
};

/** The rules on lateness, in sentences for students. */
export function policySentences(policy: LatePolicy): string[] {
  const { budgetHours, unitSeconds, graceSeconds, graceMode, penaltyBpPerHour, penaltyCapBp, penaltyBasis } = policy;
  const unit = unitSeconds === 3600 ? 'hour' : plural(unitSeconds, 'second');
  const grace = graceMode === 'shift' ? 'are free' : 'are free if that is all';
  return [
    `You have ${plural(budgetHours, 'late hour')} for the whole course. They are used automatically, in order of due time.`,
    `Lateness is elapsed time after your due time; each ${unit} that begins counts as one late hour.`,
    ...(graceSeconds === 0 ? [] : [`The first ${plural(graceSeconds, 'second')} after the due time ${grace}.`]),
    `When they are used up, each further late hour costs ${percent(penaltyBpPerHour)} ${BASIS[penaltyBasis]}` +
      `${penaltyCapBp === 10_000 ? '' : `, at most ${percent(penaltyCapBp)}`}.`,
    SELECTION[policy.selection],
    policy.groupMode === 'individual'
      ? 'In a group, each member pays from their own late hours.'
      : 'In a group, all members can use as many late hours as the one who has fewest.',
    ...(policy.freezeOnRelease ? ['When the grades of an assignment are released, its charge is fixed.'] : []),
  ];
}

function exceptions({ cutoffHours, cutoffAt, maxFreeHours, lateExempt }: Assignment): string {
  if (lateExempt) return ' Lateness is not charged.';
  const cutoff =
    cutoffHours === null
      ? ''
      : cutoffHours === 0
        ? ' No late work.'
        : ` No work later than ${plural(cutoffHours, 'hour')} after your due time.`;
  const most = maxFreeHours === null ? '' : ` At most ${plural(maxFreeHours, 'late hour')} of your budget.`;
  return cutoff + (cutoffAt === null ? '' : ' There is a last moment for everybody.') + most;
}
