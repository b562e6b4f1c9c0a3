import type { Ledger } from '../ledger.js';
import { readInstant, SECOND_MICROS, type EpochMicros } from '../../late/instant.js';
import { readCharges } from '../charges.js';
import { readEvents } from '../events.js';
import type { Here } from './reconcileReason.js';
import { activeExtensions } from '../extensions.js';

/** What the ledger says of each student’s submission for an assignment that is due at `base` for those without more time. */
export function readHere(ledger: Ledger, assignment: string, base: EpochMicros): Map<string, Here> {
  const madeAt = new Map<string, EpochMicros>();
  const correctedBy = new Map<string, number>();
  const moreTimeBy = new Map<string, number>();
  const types = ['submission_received', 'submission_time_corrected', 'accommodation_set'] as const;
  for (const { seq, content } of readEvents(ledger, { types })) {
    if (content.type === 'submission_received') madeAt.set(content.submissionId, instantIn(content.createdAt));
    if (content.type === 'submission_time_corrected') correctedBy.set(content.submissionId, seq);
    if (content.type === 'accommodation_set') moreTimeBy.set(content.student, seq);
  }
  for (const granted of activeExtensions(ledger)) {
    if (granted.assignment === assignment) moreTimeBy.set(granted.student, granted.seq);
  }
  const here = new Map<string, Here>();
  for (const { student, charges } of readCharges(ledger)) {
    const row = charges.assignments[assignment];
    if (row === undefined) continue;
    const { submissionId, lateSeconds } = row;
    const effectiveDue = instantIn(row.effectiveDue);
    here.set(student, {
      submissionId,
      submittedAt: submissionId === null ? null : (madeAt.get(submissionId) ?? null),
      lateSeconds,
      effectiveDue,
      notCounted: new Map((row.notCounted ?? []).map(([id, why]) => [id, why.replaceAll('_', ' ')])),
      correctedBy: submissionId === null ? null : (correctedBy.get(submissionId) ?? null),
      extendedBy: effectiveDue > base ? (moreTimeBy.get(student) ?? null) : null,
    });
  }
  return here;
}

/** An instant that the ledger has checked, to the second. */
function instantIn(text: string): EpochMicros {
  const at = readInstant(text);
  if (typeof at !== 'number') throw new RangeError(`${text} is no instant`);
  return Math.floor(at / SECOND_MICROS) * SECOND_MICROS;
}
