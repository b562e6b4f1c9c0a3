import { percent } from '../../late/wording.js';
import type { Shown, ShownEvent } from '../../ledger/questions/show.js';
import { columns } from './columns.js';

/** A student's ledger: the hours, a line an assignment, then the events that made it so. */
export function showLines(shown: Shown): string[] {
  const { student, name, budget, used, remaining, asOfSeq } = shown;
  return [
    `${name ?? 'Student'} (${student}): ${remaining} of ${budget} late hours left, ${used} used. As of event ${asOfSeq}.`,
    '',
    ...assignmentTable(shown),
    '',
    ...eventTable(shown.events),
  ];
}

function assignmentTable({ assignments }: Pick<Shown, 'assignments'>): string[] {
  const rows = Object.entries(assignments).map(([id, row]) => [
    id,
    row.status,
    row.effectiveDue,
    row.submissionId ?? '-',
    String(row.hoursLate),
    String(row.hoursWaived),
    String(row.hoursUsed),
    percent(row.penaltyBp),
    row.open === undefined ? (row.rawScore ?? '-') : `${row.open.earned}, ${row.open.points} open`,
    row.finalScore ?? '-',
    row.frozen === true ? 'yes' : 'no',
  ]);
  const heading = ['', 'status', 'due', 'submission', 'late', 'waived', 'used', 'penalty', 'raw', 'final', 'released'];
  return columns([heading, ...rows]);
}

/** Number, time, who, what and why. */
function eventTable(events: readonly ShownEvent[]): string[] {
  const rows = events.map((event) => {
    const { seq, occurredAt, actor, type, reason } = event;
    return [String(seq), occurredAt, actor, type, fieldsText(event), reason ?? ''];
  });
  return columns([['event', 'when', 'who', 'what', '', 'why'], ...rows]);
}

/** What an event says, on one line; a policy is too long for that and has a command of its own. */
function fieldsText(event: ShownEvent): string {
  const {
    type,
    seq: _,
    occurredAt: _at,
    recordedAt: _then,
    actor: _who,
    reason: _why,
    evidenceRef: _ref,
    ...fields
  } = event;
  if (type === 'policy_set') return '';
  return Object.entries(fields)
    .filter(([name, value]) => value !== null && name !== 'student')
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join('+') : String(value)}`)
    .join(', ');
}
