import type { EpochMicros } from './instant.js';

/**
 * `none`: nothing was submitted. `late`: paid from the budget. `penalized`: beyond it. `late_uncharged`: late, but
 * waived or exempt. `rejected`: only after the cut-off, or after the release. `invalid`: nothing gradable.
 */
export type ChargeStatus =
  'none' | 'on_time' | 'late' | 'penalized' | 'late_uncharged' | 'rejected' | 'invalid' | 'excused';

export type NotCountedWhy = 'after_cutoff' | 'voided' | 'ungradable' | 'after_release';
export type NotCounted = readonly [submissionId: string, why: NotCountedWhy];

/** What a step of the explanation is about; `docs/late-hours.md` says what each value means. */
export type TraceRule =
  | 'base_due'
  | 'extension'
  | 'blanket_extension'
  | 'counts_as_last'
  | 'counts_as_active'
  | 'counts_as_best_final'
  | 'counts_by_staff'
  | 'joined_later'
  | 'left_group'
  | 'time_corrected'
  | 'late_seconds'
  | 'grace_seconds'
  | 'hours_late'
  | 'hours_waived'
  | 'not_charged'
  | 'balance_before'
  | 'max_free_hours'
  | 'hours_used'
  | 'penalty_hours'
  | 'penalty_bp'
  | 'score'
  | 'open_points'
  | 'frozen';

/** One step of how a row came about: the rule, what it gave, and the events it used. */
export interface TraceStep {
  readonly rule: TraceRule;
  readonly value: number | string;
  readonly seqs: readonly number[];
}

/** Decimal strings of points: earned so far, and open, which is neither earned nor lost. */
export interface OpenPoints {
  readonly earned: string;
  readonly points: string;
}

/** What one student was charged for one assignment. */
export interface AssignmentLedger {
  readonly effectiveDue: EpochMicros;
  readonly submissionId: string | null;
  readonly lateSeconds: number;
  readonly hoursLate: number;
  readonly hoursWaived: number;
  readonly hoursUsed: number;
  readonly penaltyHours: number;
  readonly penaltyBp: number;
  readonly status: ChargeStatus;
  /** Decimal strings, rounded once; null where nothing counts or nothing is graded yet. */
  readonly rawScore: string | null;
  readonly finalScore: string | null;
  /** Where the grade of what counts is open, and so no score. */
  readonly open: OpenPoints | null;
  readonly frozen: boolean;
  /** In the order in which the submissions were made. */
  readonly notCounted: readonly NotCounted[];
  readonly trace: readonly TraceStep[];
}

/** Late hours; `remaining` is never below 0. */
export interface StudentLedger {
  readonly budget: number;
  readonly used: number;
  readonly remaining: number;
  /** In order of due time. */
  readonly assignments: ReadonlyMap<string, AssignmentLedger>;
}

/** By student, in the order of the roster. */
export type Ledger = ReadonlyMap<string, StudentLedger>;
