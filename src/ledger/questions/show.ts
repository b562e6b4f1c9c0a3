import { Refusal } from '../../base/refusal.js';
import { readInstant } from '../../late/instant.js';
import { computeCharges, type StudentCharges } from '../charges.js';
import type { EventContent } from '../eventContent.js';
import { readEvents, type StoredEvent } from '../events.js';
import { courseHeadSeq, readLedgerInput } from '../ledgerInput.js';
import { read } from '../../db/store.js';
import type { Actor } from '../actor.js';
import type { Ledger } from '../ledger.js';
import { seesReasons, withoutCause } from '../permission.js';
import { studentOf } from '../students.js';

export interface ShowAsk {
  readonly student: string;
  /** As it was then: an event's number, or a time with offset. */
  readonly asOf?: string | undefined;
}

/** A student's ledger: the hours, the assignments, and the events that made it so. */
export interface Shown extends StudentCharges {
  readonly student: string;
  readonly name: string | null;
  readonly asOfSeq: number;
  readonly events: readonly ShownEvent[];
}

export type ShownEvent = Pick<StoredEvent, 'seq' | 'occurredAt' | 'recordedAt' | 'actor' | 'reason' | 'evidenceRef'> &
  EventContent;

/** @throws {Refusal} where there is no such student or moment. */
export function show(ledger: Ledger, by: Actor, { student: who, asOf }: ShowAsk): Shown {
  const { store } = ledger;
  return read(store, () => {
    const { student, name } = studentOf(ledger, who);
    const upToSeq = asOf === undefined ? courseHeadSeq(ledger) : seqOf(ledger, asOf);
    const { input } = readLedgerInput(ledger, { students: [student], upToSeq });
    const charges = computeCharges(input).get(student);
    if (charges === undefined) throw notYetThere(student, upToSeq);
    const privileged = seesReasons(ledger, by);
    const events = readEvents(ledger, { students: [student], upToSeq }).map((event) =>
      privileged ? event : withoutCause(event),
    );
    return { student, name, asOfSeq: upToSeq, ...charges, events: events.map(shownEvent) };
  });
}

export function shownEvent({
  seq,
  occurredAt,
  recordedAt,
  actor,
  reason,
  evidenceRef,
  content,
}: StoredEvent): ShownEvent {
  return { seq, occurredAt, recordedAt, actor, reason, evidenceRef, ...content };
}

/** The last event of a moment: an event's number, or an instant by which events were recorded. */
function seqOf(ledger: Ledger, asOf: string): number {
  if (/^\d{1,15}$/u.test(asOf)) return Number(asOf);
  const at = readInstant(asOf);
  if (typeof at !== 'number') {
    const text = `“${asOf}” is neither the number of an event nor a time such as 2027-02-11T00:30:00-05:00.`;
    throw new Refusal({ code: 'unknownMoment', text });
  }
  const before = readEvents(ledger).filter(({ recordedAt }) => Date.parse(recordedAt) * 1000 <= at);
  return before.at(-1)?.seq ?? 0;
}

function notYetThere(student: string, seq: number): Refusal {
  return new Refusal({ code: 'notEnrolledYet', text: `${student} was not on the roster yet at event ${seq}.` });
}
