import { readInstant } from '../../late/instant.js';
import { computeCharges, type StudentCharges } from '../../store/charges.js';
import { readEvents, type StoredEvent } from '../../store/events.js';
import type { EventContent } from '../../store/eventContent.js';
import { courseHeadSeq, readLedgerInput } from '../../store/ledgerInput.js';
import { read, type Store } from '../../store/store.js';
import { UsageError } from '../exitCodes.js';
import type { Answer } from './answer.js';
import { studentOf } from './options.js';
import { withoutCause } from './permission.js';
import { percent } from '../../late/wording.js';
import { columns } from './columns.js';

/** A student's ledger: the hours, a line an assignment, then the events that made it so. */
export function show(store: Store, course: string, who: string, asOf: string | undefined, privileged: boolean): Answer {
  return read(store, () => {
    const { student, name } = studentOf(store, course, who);
    const upToSeq = asOf === undefined ? courseHeadSeq(store, course) : seqOf(store, course, asOf);
    const { input } = readLedgerInput(store, course, { students: [student], upToSeq });
    const charges = computeCharges(input).get(student);
    if (charges === undefined) throw new UsageError(`${student} was not on the roster yet at event ${upToSeq}.`);
    const events = readEvents(store, course, { students: [student], upToSeq }).map((event) =>
      privileged ? event : withoutCause(event),
    );
    const { budget, used, remaining } = charges;
    const lines = [
      `${name ?? 'Student'} (${student}): ${remaining} of ${budget} late hours left, ${used} used. As of event ${upToSeq}.`,
      '',
      ...assignmentTable(charges),
      '',
      ...eventTable(events),
    ];
    return { lines, json: { student, name, asOfSeq: upToSeq, ...charges, events: events.map(eventJson) } };
  });
}

function assignmentTable({ assignments }: StudentCharges): string[] {
  const rows = Object.entries(assignments).map(([id, row]) => [
    id,
    row.status,
    row.effectiveDue,
    row.submissionId ?? '-',
    String(row.hoursLate),
    String(row.hoursWaived),
    String(row.hoursUsed),
    percent(row.penaltyBp),
    row.rawScore ?? '-',
    row.finalScore ?? '-',
    row.frozen === true ? 'yes' : 'no',
  ]);
  const heading = ['', 'status', 'due', 'submission', 'late', 'waived', 'used', 'penalty', 'raw', 'final', 'released'];
  return columns([heading, ...rows]);
}

/** Number, time, who, what and why. */
function eventTable(events: readonly StoredEvent[]): string[] {
  const rows = events.map(({ seq, occurredAt, actor, content, reason }) => {
    return [String(seq), occurredAt, actor, content.type, fieldsText(content), reason ?? ''];
  });
  return columns([['event', 'when', 'who', 'what', '', 'why'], ...rows]);
}

/** What an event says, on one line; a policy is too long for that and has a command of its own. */
function fieldsText({ type, ...fields }: EventContent): string {
  if (type === 'policy_set') return '';
  return Object.entries(fields)
    .filter(([name, value]) => value !== null && name !== 'student')
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join('+') : String(value)}`)
    .join(', ');
}

function eventJson({ seq, occurredAt, recordedAt, actor, reason, evidenceRef, content }: StoredEvent): object {
  return { seq, occurredAt, recordedAt, actor, reason, evidenceRef, ...content };
}

/** The last event of a moment: an event's number, or an instant by which events were recorded. */
function seqOf(store: Store, course: string, asOf: string): number {
  if (/^\d{1,15}$/u.test(asOf)) return Number(asOf);
  const at = readInstant(asOf);
  if (typeof at !== 'number') {
    throw new UsageError(`“${asOf}” is neither the number of an event nor a time such as 2027-02-11T00:30:00-05:00.`);
  }
  const before = readEvents(store, course).filter(({ recordedAt }) => Date.parse(recordedAt) * 1000 <= at);
  return before.at(-1)?.seq ?? 0;
}
