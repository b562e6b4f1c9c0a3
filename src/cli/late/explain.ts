import { fold } from '../../late/fold.js';
import { formatInstant } from '../../late/instant.js';
import { baseDue, currentTerms } from './staffEvents.js';
import { readEvents } from '../../store/events.js';
import { courseHeadSeq, readLedgerInput } from '../../store/ledgerInput.js';
import { read, type Store } from '../../store/store.js';
import { UsageError } from '../exitCodes.js';
import { explainLines } from './explainText.js';
import type { Answer } from './answer.js';
import { studentOf } from './options.js';
import { withoutCause } from './permission.js';

/** Why a student was charged what they were for an assignment. */
export function explain(
  store: Store,
  course: string,
  who: string,
  assignment: string,
  { anonymous, privileged = true }: { readonly anonymous: boolean; readonly privileged?: boolean },
): Answer {
  return read(store, () => {
    const { student, name } = studentOf(store, course, who);
    const terms = currentTerms(store, course, assignment);
    const { input } = readLedgerInput(store, course, { students: [student] });
    const ledger = fold(input).get(student);
    const row = ledger?.assignments.get(assignment);
    if (ledger === undefined || row === undefined) throw new UsageError(`${student} has no ${assignment}.`);
    const reasons = new Map<number, string>();
    for (const event of readEvents(store, course, { students: [student] })) {
      const { seq, reason } = privileged ? event : withoutCause(event);
      if (reason !== null) reasons.set(seq, reason);
    }
    const received = input.events.find(
      (event) => event.type === 'submission_received' && event.submissionId === row.submissionId,
    );
    const corrected = input.events.findLast(
      (event) => event.type === 'submission_time_corrected' && event.submissionId === row.submissionId,
    );
    const submittedAt =
      corrected?.type === 'submission_time_corrected'
        ? corrected.effectiveAt
        : received?.type === 'submission_received'
          ? received.createdAt
          : null;
    const asOfSeq = courseHeadSeq(store, course);
    const { policy } = input;
    const details = anonymous ? null : { submittedAt, reasons };
    const called = anonymous ? 'a student' : `${name ?? 'student'} (${student})`;
    const { budget } = ledger;
    const lines = explainLines({
      who: called,
      assignment,
      timeZone: terms.timeZone,
      baseDue: baseDue(terms),
      budget,
      policy,
      row,
      asOfSeq,
      details,
    });
    const { effectiveDue, submissionId, notCounted, ...rest } = row;
    const whose = anonymous
      ? {}
      : { student, submissionId, notCounted, submittedAt: submittedAt === null ? null : formatInstant(submittedAt) };
    const trace = anonymous ? row.trace.filter(({ rule }) => !rule.startsWith('counts_')) : row.trace;
    const json = {
      ...whose,
      assignment,
      budget,
      effectiveDue: formatInstant(effectiveDue),
      ...rest,
      trace,
      asOfSeq,
      text: lines,
    };
    return { lines, json };
  });
}
