import type { Decimal } from './decimal.js';
import type { EpochMicros } from './instant.js';
import type { LatePolicy } from './policy.js';

/** What an assignment says about time and points. Hours are elapsed hours, except where they are late hours. */
export interface AssignmentTerms {
  /** Wall time in `timeZone`, `2026-02-10T23:59:00`. */
  readonly dueLocal: string;
  readonly timeZone: string;
  /** Which of the two instants, where a clock change makes clocks show `dueLocal` twice. */
  readonly disambiguation: 'earlier' | 'later' | null;
  readonly maxScore: Decimal;
  readonly order: number;
  /** Last acceptance, counted from the student's own due time; 0 takes no late work, null takes all. */
  readonly cutoffHours: number | null;
  /** Last acceptance for everybody, whatever their extensions. */
  readonly cutoffAt: EpochMicros | null;
  /** The most late hours that the budget pays here. */
  readonly maxFreeHours: number | null;
  readonly lateExempt: boolean;
}

export interface Assignment extends AssignmentTerms {
  readonly id: string;
}

/** What every event has. `seq` is the store's order; `key` makes a second delivery recognizable. */
interface Recorded {
  readonly seq: number;
  readonly key?: string | undefined;
  /** `system`, `staff:<id>` or `student:<id>`; staff where absent. */
  readonly actor?: string | undefined;
  readonly reason?: string | undefined;
}

export interface SubmissionReceived extends Recorded {
  readonly type: 'submission_received';
  readonly submissionId: string;
  readonly assignment: string;
  readonly students: readonly string[];
  readonly createdAt: EpochMicros;
  readonly submittedBy?: string | undefined;
}

export interface SubmissionGraded extends Recorded {
  readonly type: 'submission_graded';
  readonly submissionId: string;
  /** null unless `graded`. */
  readonly rawScore: Decimal | null;
  /** `open`: checks of it could not be completed, so there is no score yet. */
  readonly status: 'graded' | 'ungradable' | 'open';
  /** Where `open`: what is earned so far, and what the open checks are worth. */
  readonly earnedSoFar?: Decimal | undefined;
  readonly openPoints?: Decimal | undefined;
}

export interface SubmissionSelected extends Recorded {
  readonly type: 'submission_selected';
  readonly assignment: string;
  readonly students: readonly string[];
  readonly submissionId: string;
}

/** What had arrived broken arrived again: that nothing in it could be graded holds no longer. */
interface SubmissionContentReplaced extends Recorded {
  readonly type: 'submission_content_replaced';
  readonly submissionId: string;
}

/** Who hands a submission in besides, or no longer: people who joined its group, or left it, after it was received. */
export interface SubmissionMembersChanged extends Recorded {
  readonly type: 'submission_members_changed';
  readonly submissionId: string;
  readonly joined?: readonly string[] | undefined;
  readonly left?: readonly string[] | undefined;
}

interface SubmissionVoided extends Recorded {
  readonly type: 'submission_voided';
  readonly submissionId: string;
}

export interface SubmissionTimeCorrected extends Recorded {
  readonly type: 'submission_time_corrected';
  readonly submissionId: string;
  readonly effectiveAt: EpochMicros;
}

/** `hours` are elapsed; `days` keep the wall time of the due time. */
export type Extension =
  | { readonly kind: 'until'; readonly until: EpochMicros }
  | { readonly kind: 'hours'; readonly hours: number }
  | { readonly kind: 'days'; readonly days: number };

export type ExtensionGranted = Recorded & {
  readonly type: 'extension_granted';
  readonly student: string;
  readonly assignment: string;
} & Extension;

interface ExtensionRevoked extends Recorded {
  readonly type: 'extension_revoked';
  readonly targetSeq: number;
  readonly student: string;
  readonly assignment: string;
}

interface HoursWaived extends Recorded {
  readonly type: 'hours_waived';
  readonly student: string;
  readonly assignment: string;
  readonly hours: number | 'all';
}

interface BudgetAdjusted extends Recorded {
  readonly type: 'budget_adjusted';
  readonly student: string;
  readonly deltaHours: number;
}

export interface AccommodationSet extends Recorded {
  readonly type: 'accommodation_set';
  readonly student: string;
  readonly budgetMultiplier?: Decimal | undefined;
  readonly blanketExtensionHours?: number | undefined;
}

interface AssignmentExcused extends Recorded {
  readonly type: 'assignment_excused';
  readonly student: string;
  readonly assignment: string;
}

/** The terms that change; absent ones stay. */
export type AssignmentSet = Recorded & { readonly type: 'assignment_set'; readonly assignment: string } & {
  readonly [Key in keyof AssignmentTerms]?: AssignmentTerms[Key] | undefined;
};

interface GradesReleased extends Recorded {
  readonly type: 'grades_released';
  readonly assignment: string;
}

interface AllocationThawed extends Recorded {
  readonly type: 'allocation_thawed';
  readonly assignment: string;
  /** Everybody where absent. */
  readonly students?: readonly string[] | undefined;
}

export type LateEvent =
  | SubmissionReceived
  | SubmissionGraded
  | SubmissionContentReplaced
  | SubmissionMembersChanged
  | SubmissionSelected
  | SubmissionVoided
  | SubmissionTimeCorrected
  | ExtensionGranted
  | ExtensionRevoked
  | HoursWaived
  | BudgetAdjusted
  | AccommodationSet
  | AssignmentExcused
  | AssignmentSet
  | GradesReleased
  | AllocationThawed;

/**
 * Everything the fold depends on. Events come in any order and any number of times; those that name a student,
 * assignment or submission that is not here have no effect (`parseDocument` refuses them, a store never has them).
 */
export interface LedgerInput {
  readonly policy: LatePolicy;
  readonly students: readonly string[];
  readonly assignments: readonly Assignment[];
  readonly events: readonly LateEvent[];
}
