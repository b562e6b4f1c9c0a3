import { percent } from '../late/wording.js';
import type { AssignmentCharge } from './charges.js';
import type { Difference } from './differences.js';

/** One thing that differs, in words. */
export interface ChargePart {
  readonly what: string;
  readonly was: string;
  readonly is: string;
}

/** What differs between two charges; empty where only other submissions do not count. */
export function chargeParts({ before, after }: Difference<AssignmentCharge>): ChargePart[] {
  const parts: [string, string, string][] = [
    ['status', before.status, after.status],
    ['submission', before.submissionId ?? 'none', after.submissionId ?? 'none'],
    ['due', before.effectiveDue, after.effectiveDue],
    ['late hours', String(before.hoursLate), String(after.hoursLate)],
    ['waived', String(before.hoursWaived), String(after.hoursWaived)],
    ['used', String(before.hoursUsed), String(after.hoursUsed)],
    ['penalty', percent(before.penaltyBp), percent(after.penaltyBp)],
    ['score', scoreText(before), scoreText(after)],
    ['released', before.frozen === true ? 'fixed' : 'open', after.frozen === true ? 'fixed' : 'open'],
  ];
  return parts.filter(([, was, is]) => was !== is).map(([what, was, is]) => ({ what, was, is }));
}

function scoreText({ finalScore, open }: AssignmentCharge): string {
  return open === undefined ? (finalScore ?? 'none') : `none yet (${open.earned} so far, ${open.points} open)`;
}
