import { formatInstant, SECOND_MICROS, type EpochMicros } from '../../late/instant.js';
import { localTime } from '../../late/wording.js';

/** One student's submission for one assignment on one side. */
export interface There {
  readonly submissionId: string | null;
  readonly submittedAt: EpochMicros | null;
  readonly lateSeconds: number;
}

export interface Here {
  /** The submission that counts, and when it was made by the platform's clock. */
  readonly submissionId: string | null;
  readonly submittedAt: EpochMicros | null;
  readonly lateSeconds: number;
  readonly effectiveDue: EpochMicros;
  /** Submissions that do not count, each with the reason. */
  readonly notCounted: ReadonlyMap<string, string>;
  /** The event that corrected the submission's time. */
  readonly correctedBy: number | null;
  /** What gave the student more time than others: an event, or null where it is the due time of all. */
  readonly extendedBy: number | null;
}

export interface Context {
  readonly timeZone: string;
  /** For those without more time. */
  readonly baseDue: EpochMicros;
  /** The due time of most who are late there, where it is not `baseDue`. */
  readonly otherDue: EpochMicros | null;
}

/** The due time that a lateness there was measured from; null for what was on time, which does not tell. */
export function dueThere({ submittedAt, lateSeconds }: There): EpochMicros | null {
  return submittedAt === null || lateSeconds === 0 ? null : submittedAt - lateSeconds * SECOND_MICROS;
}

/** Why the two sides most likely differ, beginning with what explains most. */
export function likelyReason(there: There, here: Here, context: Context): string {
  if (there.submittedAt === null) return 'nothing is active there; the submission was taken back, or came another way';
  if (here.submissionId === null) return whyNothingHere(there, here);
  if (isOther(there, here)) {
    const why = there.submissionId === null ? undefined : here.notCounted.get(there.submissionId);
    const which = there.submissionId ?? `the one of ${formatInstant(there.submittedAt)}`;
    return `another submission is active there (${which}${why === undefined ? '' : `, here ${why}`}); here ${here.submissionId} counts`;
  }
  if (here.correctedBy !== null) return `staff corrected its time here (event ${here.correctedBy})`;
  return whyOtherDue(there, here, context);
}

function whyNothingHere({ submissionId }: There, { notCounted }: Here): string {
  const whys = new Set(submissionId === null ? notCounted.values() : [notCounted.get(submissionId) ?? 'not recorded']);
  if (whys.size === 0 || whys.has('not recorded')) return 'the submission is not recorded here: import it';
  return `nothing counts here: ${[...whys].join(', ')}`;
}

/** Times there have whole seconds. */
function isOther(there: There, here: Here): boolean {
  if (there.submissionId !== null) return there.submissionId !== here.submissionId;
  if (there.submittedAt === null || here.submittedAt === null) return false;
  return Math.abs(there.submittedAt - here.submittedAt) >= 2 * SECOND_MICROS;
}

function whyOtherDue(there: There, here: Here, { timeZone, baseDue, otherDue }: Context): string {
  const due = dueThere(there);
  const until = due === null ? 'at least until the submission' : `until ${localTime(due, timeZone)}`;
  if (otherDue !== null && (due === null || due === otherDue)) {
    return `the due times differ: there it is ${localTime(otherDue, timeZone)}, here ${localTime(baseDue, timeZone)}`;
  }
  if (here.extendedBy === null) return `more time there (${until}), and none here`;
  const event = `event ${here.extendedBy}, until ${localTime(here.effectiveDue, timeZone)}`;
  return due === baseDue
    ? `more time here (${event}), and none there`
    : `more time here (${event}) than there (${until})`;
}
