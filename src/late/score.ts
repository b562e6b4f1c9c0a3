import { compareDecimals, minus, timesBasisPoints, type Decimal } from './decimal.js';
import type { LatePolicy } from './policy.js';

const ZERO: Decimal = { units: 0n, decimals: 0 };
const WHOLE_BP = 10_000;

/** `min(penaltyCapBp, penaltyBpPerHour × penaltyHours)`, in basis points. */
export function penaltyBpOf(policy: LatePolicy, penaltyHours: number): number {
  return Math.min(policy.penaltyCapBp, policy.penaltyBpPerHour * penaltyHours);
}

/**
 * The score after a penalty of `bp` basis points, exact and not yet rounded:
 *
 *     earned  raw × (1 − bp)
 *     max     max(0, raw − maxScore × bp)
 *     cap     min(raw, maxScore × (1 − bp))
 *
 * Without a penalty it is `raw` in all three, bonus points included.
 */
export function finalScore(raw: Decimal, maxScore: Decimal, bp: number, basis: LatePolicy['penaltyBasis']): Decimal {
  if (bp === 0) return raw;
  if (basis === 'earned') return timesBasisPoints(raw, WHOLE_BP - bp);
  if (basis === 'max') return larger(ZERO, minus(raw, timesBasisPoints(maxScore, bp)));
  const ceiling = timesBasisPoints(maxScore, WHOLE_BP - bp);
  return compareDecimals(raw, ceiling) < 0 ? raw : ceiling;
}

function larger(a: Decimal, b: Decimal): Decimal {
  return compareDecimals(a, b) < 0 ? b : a;
}
