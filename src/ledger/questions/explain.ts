import { Refusal } from '../../base/refusal.js';
import { fold } from '../../late/fold.js';
import { formatInstant, type EpochMicros } from '../../late/instant.js';
import type { AssignmentLedger } from '../../late/ledger.js';
import type { LedgerInput } from '../../late/model.js';
import { readEvents } from '../events.js';
import { courseHeadSeq, readLedgerInput } from '../ledgerInput.js';
import { read } from '../../db/store.js';
import type { Actor } from '../actor.js';
import type { Ledger } from '../ledger.js';
import { seesReasons, withoutCause } from '../permission.js';
import { studentOf } from '../students.js';
import { baseDue, currentTerms } from '../terms.js';
import { explainLines } from './explainText.js';

export interface ExplainAsk {
  readonly student: string;
  readonly assignment: string;
  /** Without what staff gave as reasons: they may be for each other. */
  readonly withoutReasons?: boolean | undefined;
  /** Without anything that says who it is. */
  readonly anonymous?: boolean | undefined;
}

/** How a charge came about: as data, and, in `text`, as lines for whoever was charged. */
export interface Explanation extends Omit<AssignmentLedger, 'effectiveDue' | 'submissionId' | 'notCounted'> {
  readonly student?: string;
  readonly submissionId?: AssignmentLedger['submissionId'];
  readonly notCounted?: AssignmentLedger['notCounted'];
  readonly submittedAt?: string | null;
  readonly assignment: string;
  readonly budget: number;
  readonly effectiveDue: string;
  readonly asOfSeq: number;
  readonly text: readonly string[];
}

/** Why a student was charged what they were for an assignment. */
export function explain(ledger: Ledger, by: Actor, ask: ExplainAsk): Explanation {
  const { store } = ledger;
  const { assignment, anonymous = false, withoutReasons = false } = ask;
  return read(store, () => {
    const { student, name } = studentOf(ledger, ask.student);
    const terms = currentTerms(ledger, assignment);
    const { input } = readLedgerInput(ledger, { students: [student] });
    const charged = fold(input).get(student);
    const row = charged?.assignments.get(assignment);
    if (charged === undefined || row === undefined) {
      throw new Refusal({ code: 'unknownWork', text: `${student} has no ${assignment}.` });
    }
    const submittedAt = madeAt(input, row.submissionId);
    const asOfSeq = courseHeadSeq(ledger);
    const { budget } = charged;
    const text = explainLines({
      who: anonymous ? 'a student' : `${name ?? 'student'} (${student})`,
      assignment,
      timeZone: terms.timeZone,
      baseDue: baseDue(terms),
      budget,
      policy: input.policy,
      row,
      asOfSeq,
      details: anonymous ? null : { submittedAt, reasons: withoutReasons ? new Map() : reasonsOf(ledger, by, student) },
    });
    const { effectiveDue, submissionId, notCounted, ...rest } = row;
    const whose = anonymous
      ? {}
      : { student, submissionId, notCounted, submittedAt: submittedAt === null ? null : formatInstant(submittedAt) };
    const trace = anonymous ? row.trace.filter(({ rule }) => !rule.startsWith('counts_')) : row.trace;
    return { ...whose, assignment, budget, effectiveDue: formatInstant(effectiveDue), ...rest, trace, asOfSeq, text };
  });
}

/** When a submission was made, as staff corrected it. */
function madeAt({ events }: LedgerInput, submissionId: string | null): EpochMicros | null {
  const corrected = events.findLast(
    (event) => event.type === 'submission_time_corrected' && event.submissionId === submissionId,
  );
  if (corrected?.type === 'submission_time_corrected') return corrected.effectiveAt;
  const received = events.find((event) => event.type === 'submission_received' && event.submissionId === submissionId);
  return received?.type === 'submission_received' ? received.createdAt : null;
}

/** The reasons that staff gave, by event, as far as whoever asks may read them. */
function reasonsOf(ledger: Ledger, by: Actor, student: string): ReadonlyMap<number, string> {
  const privileged = seesReasons(ledger, by);
  const reasons = new Map<number, string>();
  for (const event of readEvents(ledger, { students: [student] })) {
    const { seq, reason } = privileged ? event : withoutCause(event);
    if (reason !== null) reasons.set(seq, reason);
  }
  return reasons;
}
