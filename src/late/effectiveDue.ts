import type { DueTimes } from './dueTimes.js';
import type { Student, Terms, Work } from './facts.js';
import { HOUR_MICROS, type EpochMicros } from './instant.js';
import type { TraceRule } from './ledger.js';

/** When an assignment is due for one student, by which rule, and the events that made it so. */
export interface EffectiveDue {
  readonly at: EpochMicros;
  readonly rule: TraceRule;
  readonly seqs: readonly number[];
}

/**
 * The latest of: the base due time, the same with the student's blanket extension, the newest extension that is not
 * revoked. They are not added up.
 */
export function effectiveDue(
  student: Student,
  work: Work | undefined,
  { assignment, seqs }: Terms,
  dueTimes: DueTimes,
): EffectiveDue {
  const base = dueTimes.base(assignment);
  const { blanketHours, blanketSeq } = student;
  let due: EffectiveDue = { at: base, rule: 'base_due', seqs };
  if (blanketHours > 0) {
    const at = base + blanketHours * HOUR_MICROS;
    due = { at, rule: 'blanket_extension', seqs: blanketSeq === null ? [] : [blanketSeq] };
  }
  const extension = work?.extensions.at(-1);
  if (extension === undefined) return due;
  const at = dueTimes.extended(assignment, extension);
  return at > due.at ? { at, rule: 'extension', seqs: [extension.seq] } : due;
}
