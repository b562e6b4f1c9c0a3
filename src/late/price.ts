import type { Decimal } from './decimal.js';
import type { EpochMicros } from './instant.js';
import type { Lateness } from './lateness.js';
import type { ChargeStatus, NotCounted, TraceRule } from './ledger.js';
import type { Submission } from './submission.js';

/** Why late work may cost nothing. */
export type Uncharged = 'excused' | 'exempt' | 'zero_max' | 'zero_score';

/** What one submission costs one student. */
export interface Price {
  readonly hoursWaived: number;
  readonly hoursUsed: number;
  readonly penaltyHours: number;
  readonly penaltyBp: number;
  readonly uncharged: Uncharged | null;
  /** What the budget still held. */
  readonly balanceBefore: number;
}

/** What one assignment costs one student, and for which submission. */
export interface Charge extends Price, Omit<Lateness, 'afterCutoff'> {
  readonly submission: Submission | null;
  /** Why this submission counts; null where none does. */
  readonly countsAs: TraceRule | null;
  readonly effectiveDue: EpochMicros;
  readonly dueBy: TraceRule;
  readonly dueSeqs: readonly number[];
  readonly maxScore: Decimal;
  readonly status: ChargeStatus;
  readonly notCounted: readonly NotCounted[];
}
