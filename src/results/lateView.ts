import type { LateRecord } from '../late/lateRecord.js';
import type { MemberRecord } from '../late/memberRecord.js';

/**
 * Who a record may be shown to. A document is read by all who handed in together, so a group's shows nobody's balance;
 * where its members are charged differently it shows no charge and takes no penalty at all.
 */
export type LateView =
  | { readonly kind: 'own' | 'alike'; readonly member: MemberRecord; readonly takesPenalty: boolean }
  | { readonly kind: 'differ'; readonly takesPenalty: false };

/** What makes a difference between members; balances are nobody else's affair. */
const SHARED = [
  'lateSeconds',
  'hoursLate',
  'notCounted',
  'counting',
  'hoursWaived',
  'hoursUsed',
  'penaltyHours',
  'penaltyBp',
  'uncharged',
  'rawScore',
  'finalScore',
] as const satisfies (keyof MemberRecord)[];

export function viewOf({ members, policy }: Pick<LateRecord, 'members' | 'policy'>): LateView {
  const [member, ...others] = members;
  if (member === undefined) return { kind: 'differ', takesPenalty: false };
  const takesPenalty = policy.penaltyApplication === 'results';
  if (others.length === 0) return { kind: 'own', member, takesPenalty };
  const isAlike = others.every((other) => SHARED.every((key) => other[key] === member[key]));
  return isAlike ? { kind: 'alike', member, takesPenalty } : { kind: 'differ', takesPenalty: false };
}
