import { z } from 'zod';
import { latenessOf } from '../late/lateness.js';
import type { LatenessOnly, LateRecord } from '../late/lateRecord.js';
import { latePolicySchema } from '../late/policy.js';
import { formatZoned } from '../late/wording.js';
import { viewOf, type LateView } from './lateView.js';

const count = z.int().nonnegative();
const points = z.number().nullable();
const { penaltyBasis, penaltyApplication } = latePolicySchema.shape;

/**
 * `extra_data.late`, the machine's record. Every key is always there; null is what is not known, or is not for all who
 * read the document. Instants have the offset of the assignment's zone. No name, no address, nothing of a partner's.
 */
export const lateDataSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** `default`, or the event that set the policy: `policy@3`. */
  policyVersion: z.string().nullable(),
  ledgerSeq: count.nullable(),
  provisional: z.boolean(),
  submissionId: z.string(),
  countsNow: z.boolean().nullable(),
  submittedAt: z.string(),
  dueAt: z.string(),
  effectiveDueAt: z.string().nullable(),
  lateSeconds: count,
  graceSeconds: count,
  hoursLate: count,
  hoursWaived: count.nullable(),
  hoursUsed: count.nullable(),
  penaltyHours: count.nullable(),
  penaltyBp: count.nullable(),
  penaltyBasis,
  rawScore: points,
  maxScore: points,
  finalScore: points,
  /** Of the submission that counts, where its grade is open. */
  openPoints: points,
  budgetHours: count.nullable(),
  usedElsewhere: count.nullable(),
  remainingAfter: count.nullable(),
  ruleTrace: z.array(z.string()),
  /** Whether the document's score carries the penalty. */
  penaltyApplication,
  /** Why the submission does not count. */
  notCounted: z.enum(['after_cutoff', 'voided', 'ungradable', 'after_release', 'another_counts']).nullable(),
  /** The submission that counts now. */
  counting: z.string().nullable(),
  flags: z.array(z.literal('due_mismatch')),
  ledger: z.enum(['available', 'unavailable']),
});
export type LateData = z.infer<typeof lateDataSchema>;

export function lateData(record: LateRecord): LateData {
  const { policy, policySeq, ledgerSeq, submissionId, timeZone, maxScore, rawScore } = record;
  const view = viewOf(record);
  return {
    schemaVersion: 1,
    policyVersion: policySeq === 0 ? 'default' : `policy@${policySeq}`,
    ledgerSeq,
    provisional: record.provisional,
    submissionId,
    countsNow: countsNow(record, view),
    submittedAt: formatZoned(record.submittedAt, timeZone),
    dueAt: formatZoned(record.baseDue, timeZone),
    ...chargeData(record, view),
    graceSeconds: policy.graceSeconds,
    penaltyBasis: policy.penaltyBasis,
    rawScore: numberOf(rawScore),
    maxScore: numberOf(maxScore),
    ...balanceData(view),
    penaltyApplication: view.takesPenalty ? 'results' : 'record-only',
    flags: flags(record),
    ledger: 'available',
  };
}

/** The same without a ledger: lateness, and nothing that depends on anything else. */
export function latenessData(lateness: LatenessOnly): LateData {
  const { policy, submissionId, timeZone, submittedAt, baseDue } = lateness;
  return {
    schemaVersion: 1,
    policyVersion: null,
    ledgerSeq: null,
    provisional: true,
    submissionId,
    countsNow: null,
    submittedAt: formatZoned(submittedAt, timeZone),
    dueAt: formatZoned(baseDue, timeZone),
    ...NO_CHARGE,
    ...afterBaseDue(lateness),
    graceSeconds: policy.graceSeconds,
    penaltyBasis: policy.penaltyBasis,
    rawScore: null,
    maxScore: null,
    ...NO_BALANCE,
    penaltyApplication: 'record-only',
    flags: flags(lateness),
    ledger: 'unavailable',
  };
}

/** Lateness as it is for everybody who has no more time than others. */
export function afterBaseDue({
  submittedAt,
  baseDue,
  policy,
}: Pick<LateRecord, 'submittedAt' | 'baseDue' | 'policy'>): Pick<LateData, 'lateSeconds' | 'hoursLate'> {
  const { lateSeconds, hoursLate } = latenessOf(submittedAt, baseDue, { cutoffHours: null, cutoffAt: null }, policy);
  return { lateSeconds, hoursLate };
}

const NO_CHARGE = {
  effectiveDueAt: null,
  hoursWaived: null,
  hoursUsed: null,
  penaltyHours: null,
  penaltyBp: null,
  finalScore: null,
  openPoints: null,
  notCounted: null,
  counting: null,
} as const;

type ChargeData = Pick<LateData, keyof typeof NO_CHARGE | 'lateSeconds' | 'hoursLate'>;

function chargeData(record: LateRecord, view: LateView): ChargeData {
  if (view.kind === 'differ') return { ...NO_CHARGE, ...afterBaseDue(record) };
  const { member } = view;
  const { lateSeconds, hoursLate, hoursWaived, hoursUsed, penaltyHours, penaltyBp, notCounted, counting } = member;
  const dues = new Set(record.members.map(({ effectiveDue }) => effectiveDue));
  return {
    // A group's members may have time of their own that made no difference here.
    effectiveDueAt: dues.size === 1 ? formatZoned(member.effectiveDue, record.timeZone) : null,
    lateSeconds,
    hoursLate,
    hoursWaived,
    hoursUsed,
    penaltyHours,
    penaltyBp,
    finalScore: notCounted === null ? numberOf(member.finalScore) : null,
    openPoints: notCounted === null ? numberOf(member.open?.points ?? null) : null,
    notCounted,
    counting,
  };
}

const NO_BALANCE = { budgetHours: null, usedElsewhere: null, remainingAfter: null, ruleTrace: [] };

function balanceData(view: LateView): Pick<LateData, 'budgetHours' | 'usedElsewhere' | 'remainingAfter' | 'ruleTrace'> {
  if (view.kind !== 'own') return NO_BALANCE;
  const { budgetHours, usedElsewhere, remainingAfter, ruleTrace } = view.member;
  return { budgetHours, usedElsewhere, remainingAfter, ruleTrace: [...ruleTrace] };
}

function countsNow({ members }: LateRecord, view: LateView): boolean | null {
  if (view.kind !== 'differ') return view.member.notCounted === null;
  const counting = new Set(members.map(({ notCounted }) => notCounted === null));
  return counting.size === 1 ? counting.has(true) : null;
}

function flags({ dueMismatch }: Pick<LateRecord, 'dueMismatch'>): LateData['flags'] {
  return dueMismatch ? ['due_mismatch'] : [];
}

/** The ledger's decimals have at most nine digits after the point: they read back as they print. */
function numberOf(decimal: string | null): number | null {
  return decimal === null ? null : Number(decimal);
}
