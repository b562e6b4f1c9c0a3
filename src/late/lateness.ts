import { SECOND_MICROS, type EpochMicros } from './instant.js';
import type { AssignmentTerms } from './model.js';
import type { LatePolicy } from './policy.js';

/** How late one submission is for one student. */
export interface Lateness {
  /** Whole elapsed seconds after the student's due time, before any tolerance. */
  readonly lateSeconds: number;
  /** Late hours begun after the tolerance. */
  readonly hoursLate: number;
  readonly afterCutoff: boolean;
}

type Grace = Pick<LatePolicy, 'graceSeconds' | 'graceMode' | 'unitSeconds'>;

/** Lateness of a submission made at `at`, for a student to whom `due` applies. */
export function latenessOf(
  at: EpochMicros,
  due: EpochMicros,
  terms: Pick<AssignmentTerms, 'cutoffHours' | 'cutoffAt'>,
  policy: Grace,
): Lateness {
  const lateSeconds = Math.max(0, Math.floor((at - due) / SECOND_MICROS));
  const counted = afterGrace(lateSeconds, policy);
  const { cutoffHours, cutoffAt } = terms;
  return {
    lateSeconds,
    hoursLate: Math.ceil(counted / policy.unitSeconds),
    afterCutoff:
      (cutoffHours !== null && counted > cutoffHours * 3600) ||
      // Whole seconds here too: what counts as on time at a due time counts as in time at a cut-off.
      (cutoffAt !== null && Math.floor((at - cutoffAt) / SECOND_MICROS) > 0),
  };
}

/** The last instant at which a submission still costs `hoursLate` hours. */
export function endOfHour(due: EpochMicros, hoursLate: number, policy: Grace): EpochMicros {
  const shifts = hoursLate === 0 || policy.graceMode === 'shift';
  return due + ((shifts ? policy.graceSeconds : 0) + hoursLate * policy.unitSeconds) * SECOND_MICROS;
}

function afterGrace(lateSeconds: number, { graceSeconds, graceMode }: Grace): number {
  if (graceMode === 'shift') return Math.max(0, lateSeconds - graceSeconds);
  return lateSeconds <= graceSeconds ? 0 : lateSeconds;
}
