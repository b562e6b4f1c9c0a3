import type { AssignmentLedger, TraceStep } from '../../late/ledger.js';
import type { EpochMicros } from '../../late/instant.js';
import type { LatePolicy } from '../../late/policy.js';
import { duration, localTime, percent, plural } from '../../late/wording.js';

/** What an explanation is about. */
export interface Explained {
  /** How the student is called in it. */
  readonly who: string;
  readonly assignment: string;
  readonly timeZone: string;
  /** For those without more time. */
  readonly baseDue: EpochMicros;
  readonly budget: number;
  readonly policy: LatePolicy;
  readonly row: AssignmentLedger;
  readonly asOfSeq: number;
  /** Left out where the text is to be read by others: what would say who it is. */
  readonly details: {
    readonly submittedAt: EpochMicros | null;
    /** Reasons that staff gave, by event. */
    readonly reasons: ReadonlyMap<number, string>;
  } | null;
}

/** How one charge came about, step by step, as a careful teaching assistant would say it. */
export function explainLines(explained: Explained): string[] {
  const { who, assignment, row, asOfSeq } = explained;
  const steps = row.trace.flatMap((step) => {
    const said = sentence(step, explained);
    return said === undefined ? [] : [`${said}${source(step, explained)}`];
  });
  return [
    `${assignment}, ${who}: ${summary(row)}`,
    ...steps.map((step, index) => `  ${index + 1}. ${step}`),
    ...row.notCounted.map(([id, why]) => `  Not counted: ${submission(id, explained)}, ${WHY_NOT[why]}.`),
    `As of event ${asOfSeq}; later events may alter it. Numbers in brackets are events of the ledger.`,
  ];
}

const WHY_NOT = {
  after_cutoff: 'made after the last moment for late work',
  voided: 'voided by course staff',
  ungradable: 'nothing in it could be graded',
  after_release: 'made after the grades were released',
} as const;

const NOT_CHARGED: Readonly<Record<string, string>> = {
  excused: 'the student is excused from it',
  exempt: 'lateness is not charged for this assignment',
  zero_max: 'it is worth 0 points',
  zero_score: 'it scored 0',
};

const COUNTS: Readonly<Record<string, string>> = {
  counts_as_last: 'the last one that was accepted',
  counts_as_active: 'the one that the student activated',
  counts_as_best_final: 'the one with the best final score',
  counts_by_staff: 'course staff selected it',
};

function summary({ status, hoursUsed, penaltyBp }: AssignmentLedger): string {
  const penalty = penaltyBp === 0 ? 'no penalty' : `a penalty of ${percent(penaltyBp)}`;
  switch (status) {
    case 'none':
      return 'nothing was handed in, nothing is charged.';
    case 'on_time':
      return 'handed in on time, nothing is charged.';
    case 'rejected':
      return 'handed in too late to be accepted, nothing is charged.';
    case 'invalid':
      return 'nothing that could be graded, nothing is charged.';
    case 'excused':
      return 'excused, nothing is charged.';
    case 'late_uncharged':
      return 'late, and nothing is charged.';
    case 'late':
    case 'penalized':
      return `${plural(hoursUsed, 'late hour')} used, ${penalty}.`;
  }
}

function sentence({ rule, value }: TraceStep, explained: Explained): string | undefined {
  const { row, policy, budget, timeZone, details, assignment } = explained;
  const base = localTime(explained.baseDue, timeZone);
  const due = localTime(row.effectiveDue, timeZone);
  const { penaltyHours, hoursUsed, rawScore, finalScore, penaltyBp } = row;
  switch (rule) {
    case 'base_due':
      return `${assignment} was due ${due}.`;
    case 'extension':
      return `${assignment} was due ${base}; an extension moved that to ${due}.`;
    case 'blanket_extension':
      return `${assignment} was due ${base}; the time that applies here is ${due}.`;
    case 'counts_as_last':
    case 'counts_as_active':
    case 'counts_as_best_final':
    case 'counts_by_staff': {
      const at = details?.submittedAt == null ? '' : `, made ${localTime(details.submittedAt, timeZone)}`;
      const which = submission(value, { details });
      return `${which.charAt(0).toUpperCase()}${which.slice(1)} counts, ${COUNTS[rule] ?? ''}${at}.`;
    }
    case 'joined_later':
      return `The student joined the group of ${submission(value, { details })} after it was handed in.`;
    case 'left_group':
      return `The student is no longer in the group of ${submission(value, { details })}.`;
    case 'time_corrected':
      return 'Course staff corrected the time at which it was made.';
    case 'late_seconds':
      if (value === 0) return 'That is not after the due time.';
      return `That is ${plural(Number(value), 'second')} (${duration(Number(value))}) after the due time.`;
    case 'grace_seconds':
      return policy.graceMode === 'shift'
        ? `The first ${plural(Number(value), 'second')} after the due time are free.`
        : `Up to ${plural(Number(value), 'second')} after the due time are free; beyond, all count.`;
    case 'hours_late':
      if (value === 0) return undefined;
      return (
        `Every begun late hour of ${plural(policy.unitSeconds, 'second')} counts, so this is rounded up to ` +
        `${plural(Number(value), 'late hour')}.`
      );
    case 'hours_waived':
      return `Course staff waived ${value} of them.`;
    case 'not_charged':
      return `Nothing is charged: ${NOT_CHARGED[String(value)] ?? String(value)}.`;
    case 'balance_before':
      // The number may be a partner's balance, which is nobody else's business.
      if (policy.groupMode === 'min')
        return 'A group spends at most as many late hours as its poorest member has left.';
      return `Before this assignment, ${value} of ${plural(budget, 'late hour')} were left.`;
    case 'max_free_hours':
      return `The budget pays at most ${plural(Number(value), 'late hour')} of this assignment.`;
    case 'hours_used': {
      if (policy.groupMode === 'min') return `${plural(hoursUsed, 'late hour')} used.`;
      const before = row.trace.find((step) => step.rule === 'balance_before')?.value;
      return `${plural(hoursUsed, 'late hour')} used, which leaves ${Number(before) - hoursUsed}.`;
    }
    case 'penalty_hours':
      return `${plural(penaltyHours, 'late hour')} could not be paid from the budget.`;
    case 'penalty_bp':
      return `${penaltyHours} × ${percent(policy.penaltyBpPerHour)}${capped(policy, row)} is ${percent(penaltyBp)} ${OF[policy.penaltyBasis]}.`;
    case 'score':
      return rawScore === finalScore ? `Score: ${value}.` : `Score: ${String(rawScore)} → ${value}.`;
    case 'open_points':
      return `${value} points are open, because checks could not be completed; ${row.open?.earned ?? 'nothing'} earned so far. There is no score until they are.`;
    case 'frozen':
      return 'The grades were released, which fixed this charge.';
  }
}

const OF: Readonly<Record<LatePolicy['penaltyBasis'], string>> = {
  earned: 'of the score earned',
  max: 'of the points that can be had',
  cap: 'off the highest score that can be had',
};

function capped({ penaltyBpPerHour, penaltyCapBp }: LatePolicy, { penaltyHours }: AssignmentLedger): string {
  return penaltyBpPerHour * penaltyHours > penaltyCapBp ? `, at most ${percent(penaltyCapBp)},` : '';
}

function submission(id: string | number, { details }: Pick<Explained, 'details'>): string {
  return details === null ? 'a submission' : `submission ${id}`;
}

function source({ seqs }: TraceStep, { details }: Explained): string {
  if (seqs.length === 0) return '';
  const reasons = seqs.flatMap((seq) => details?.reasons.get(seq) ?? []);
  return ` [${seqs.join(', ')}]${reasons.length === 0 ? '' : ` (${reasons.join('; ')})`}`;
}
