import type { LatenessOnly, LateRecord } from '../late/lateRecord.js';
import type { MemberRecord, NotCounting } from '../late/memberRecord.js';
import type { LatePolicy } from '../late/policy.js';
import { duration, formatZoned, percent, plural, shortLocalTime } from '../late/wording.js';
import { afterBaseDue } from './lateData.js';
import { viewOf } from './lateView.js';

type Times = Pick<LateRecord, 'policy' | 'timeZone' | 'submittedAt' | 'baseDue'>;

/** What a student reads about the late hours of a submission: first what it used, then the rule in force. */
export function lateSentence(record: LateRecord): string {
  const view = viewOf(record);
  const isGroup = record.members.length > 1;
  if (view.kind === 'differ') {
    const { lateSeconds, hoursLate } = afterBaseDue(record);
    return paragraphs([
      [latenessText(record, { lateSeconds, hoursLate, effectiveDue: record.baseDue }), DIFFERENT],
      [penaltyRule(record.policy), asOf(record)],
      mismatch(record),
    ]);
  }
  const { member } = view;
  const charge =
    member.notCounted === null
      ? chargeText(record, member, isGroup)
      : [
          notCountedText(member.notCounted, { ...member, rawScore: record.rawScore }, view.takesPenalty),
          ...(isGroup ? [] : [leftText(member)]),
        ];
  return paragraphs([
    [latenessText(record, member), ...charge, asOf(record)],
    [penaltyRule(record.policy), ...(isGroup ? [OWN_BALANCES] : [])],
    mismatch(record),
  ]);
}

/** The same where there is no ledger. */
export function latenessSentence(lateness: LatenessOnly): string {
  const late = { ...afterBaseDue(lateness), effectiveDue: lateness.baseDue };
  const unknown = 'What it uses of your late hours is not known here; course staff keep that record.';
  return paragraphs([[latenessText(lateness, late), unknown], mismatch(lateness)]);
}

const OWN_BALANCES =
  'Each member of the group has late hours of their own; course staff tell each of you how many are left.';
const DIFFERENT =
  'You handed this in as a group, and it does not cost each of you the same, so no charge is shown here and the score ' +
  `is without any penalty; the gradebook has each member's own. ${OWN_BALANCES}`;

function latenessText(
  { policy, timeZone, submittedAt, baseDue }: Times,
  { lateSeconds, hoursLate, effectiveDue }: Pick<MemberRecord, 'lateSeconds' | 'hoursLate' | 'effectiveDue'>,
): string {
  const due = shortLocalTime(effectiveDue, timeZone);
  const extended = effectiveDue === baseDue ? '' : `, extended from ${shortLocalTime(baseDue, timeZone)}`;
  if (lateSeconds === 0) return `Submitted on time (the deadline was ${due}${extended}).`;
  const late = `Submitted ${duration(lateSeconds)} after the deadline (${due}${extended})`;
  if (hoursLate === 0) return `${late}, within the tolerance of ${plural(policy.graceSeconds, 'second')}.`;
  const tolerance = policy.graceSeconds === 0 ? '' : `, after a tolerance of ${plural(policy.graceSeconds, 'second')}`;
  return `${late} = ${plural(hoursLate, 'late hour')}${tolerance}.${clockChange(effectiveDue, submittedAt, timeZone)}`;
}

/** Whoever reads a clock would count an hour more or less. */
function clockChange(due: number, submittedAt: number, timeZone: string): string {
  const [before, after] = [due, submittedAt].map((at) => formatZoned(at, timeZone).slice(19));
  return before === after ? '' : ' Clocks changed in between; late hours are elapsed hours.';
}

const UNCHARGED: Readonly<Record<string, string>> = {
  excused: 'you are excused from this assignment',
  exempt: 'lateness is not charged for this assignment',
  zero_max: 'it is worth 0 points',
  zero_score: 'it scored 0',
};

function chargeText(record: LateRecord, member: MemberRecord, isGroup: boolean): string[] {
  const { hoursWaived, uncharged, hoursUsed, hoursLate } = member;
  const waived = hoursWaived > 0 ? [`${plural(hoursWaived, 'hour')} waived by course staff.`] : [];
  if (hoursLate > 0 && uncharged !== null) {
    return [`Nothing is charged: ${UNCHARGED[uncharged] ?? uncharged}.`, ...(isGroup ? [] : [leftText(member)])];
  }
  const used = isGroup
    ? `${hoursUsed === 0 ? 'No late hours' : plural(hoursUsed, 'late hour')} used of each member’s.`
    : balanceText(member);
  return [...waived, used, ...penaltyText(record, member)];
}

function balanceText({ hoursUsed, usedElsewhere, usedEarlier, remainingAfter, budgetHours }: MemberRecord): string {
  const used = hoursUsed === 0 ? 'No late hours' : plural(hoursUsed, 'late hour');
  const where = usedEarlier ? 'earlier' : 'elsewhere';
  return `${used} used (${usedElsewhere} used ${where}, ${remainingAfter} of ${budgetHours} left).`;
}

function leftText({ remainingAfter, budgetHours }: MemberRecord): string {
  return `You have ${remainingAfter} of ${plural(budgetHours, 'late hour')} left.`;
}

const BASIS: Readonly<Record<LatePolicy['penaltyBasis'], string>> = {
  earned: 'of your score',
  max: 'of the maximum score',
  cap: 'off the highest score that can be had',
};

function penaltyText({ policy }: LateRecord, member: MemberRecord): string[] {
  const { penaltyHours, penaltyBp, rawScore, finalScore, open } = member;
  if (penaltyHours === 0) return [];
  const change = rawScore === null || finalScore === null ? '' : ` (${rawScore} → ${finalScore})`;
  const later =
    open === null ? '' : ' It is taken when no points are open any more; the score shown here is without it.';
  const where =
    policy.penaltyApplication === 'results'
      ? later
      : ' The score shown here is without it; the gradebook takes it off.';
  const hours = plural(penaltyHours, 'hour');
  return [`${hours} beyond the budget: −${percent(penaltyBp)} ${BASIS[policy.penaltyBasis]}${change}.${where}`];
}

const NOT_COUNTED: Readonly<Record<NotCounting, string>> = {
  after_cutoff: 'It came after the last moment for late work, so it does not count and uses no late hours.',
  voided: 'Course staff voided it, so it does not count and uses no late hours.',
  ungradable: 'It could not be graded, so it does not count and uses no late hours.',
  after_release: 'It came after the grades were released, so it does not count and uses no late hours.',
  another_counts: 'It does not count and uses no late hours.',
};

function notCountedText(
  why: NotCounting,
  { counting, finalScore, open, rawScore }: MemberRecord,
  isShown: boolean,
): string {
  if (counting === null) {
    // What has no grade has no score either: the platform's 0 is not said to be one.
    const nothingElse = rawScore === null ? '' : ', so the score shown is 0';
    return `${NOT_COUNTED[why]}${isShown ? ` Nothing else counts so far${nothingElse}.` : ''}`;
  }
  const shown = isShown && finalScore !== null ? `, and the score shown is that one’s (${finalScore})` : '';
  const isOpen = open === null ? '' : '; points of it are still open';
  return `${NOT_COUNTED[why]} Submission ${counting} counts${shown}${isOpen}.`;
}

/**
 * Why the score on top is not the sum of the tests below it, for the top of the document; undefined where it is. The
 * line about late hours has the whole of it.
 */
export function scoreSentence(record: LateRecord): string | undefined {
  const view = viewOf(record);
  if (!view.takesPenalty) return undefined;
  const { counting, notCounted, penaltyHours, penaltyBp, rawScore, finalScore, open } = view.member;
  if (counting === null) {
    return record.rawScore === null
      ? undefined
      : `This submission does not count, so the score shown is 0. ${SEE_BELOW}`;
  }
  if (finalScore === null) return undefined;
  if (notCounted !== null) return `Submission ${counting} counts, and the score shown is that one’s. ${SEE_BELOW}`;
  if (penaltyHours === 0 || open !== null || rawScore === null) return undefined;
  const penalty = `−${percent(penaltyBp)} ${BASIS[record.policy.penaltyBasis]}`;
  return `You earned ${rawScore}; the score shown is ${finalScore}, with the penalty for lateness: ${penalty}. ${SEE_BELOW}`;
}

const SEE_BELOW = 'The line about late hours below says why.';

function penaltyRule({ penaltyBpPerHour, penaltyBasis, penaltyCapBp }: LatePolicy): string {
  const most = penaltyCapBp === 10_000 ? '' : `, at most ${percent(penaltyCapBp)}`;
  return `When the budget is used up, each late hour costs ${percent(penaltyBpPerHour)} ${BASIS[penaltyBasis]}${most}.`;
}

function asOf({ ledgerSeq }: LateRecord): string {
  return `As of ledger entry ${ledgerSeq}; later changes may alter it.`;
}

function mismatch({ dueMismatch }: Pick<LateRecord, 'dueMismatch'>): string[] {
  if (!dueMismatch) return [];
  return [
    'Gradescope shows another deadline than the course’s record, which is the one that counts. Course staff: compare them.',
  ];
}

function paragraphs(parts: readonly (readonly string[])[]): string {
  return parts
    .filter((sentences) => sentences.length > 0)
    .map((sentences) => sentences.join(' '))
    .join('\n');
}
