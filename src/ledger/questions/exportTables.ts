import { Refusal } from '../../base/refusal.js';
import type { Actor } from '../actor.js';
import { seesReasons } from '../permission.js';
import { studentOf } from '../students.js';
import type { Ledger } from '../ledger.js';
import { formatCsv } from '../../base/csv/formatCsv.js';
import { readCharges, type StoredCharges } from '../charges.js';
import { readEvents } from '../events.js';
import { courseHeadSeq } from '../ledgerInput.js';
import { readRoster, type RosterEntry } from '../roster.js';
import { read } from '../../db/store.js';
import { canonicalJson } from '../../base/canonicalJson.js';

export const FORMATS = ['gradebook', 'long', 'audit'] as const;
type Format = (typeof FORMATS)[number];

/**
 * The ledger for other programs. A score that is not settled, because nothing is graded yet or points are open, is an
 * empty cell. The same ledger gives the same bytes: nothing in it depends on when it is made.
 * `gradebook`: a row a student. `long`: a row a student and assignment. `audit`: all events as JSON lines,
 * hashes included.
 *
 * @throws {Refusal} where there is no such student, or a teaching assistant asks for reasons.
 */
export function exportLedger(ledger: Ledger, by: Actor, { format, student: who }: ExportAsk): Export {
  const { store } = ledger;
  if (format === 'audit' && !seesReasons(ledger, by)) {
    throw new Refusal({
      code: 'auditNotForAssistants',
      text: 'The audit export has the reasons of accommodations.',
      remedy: 'Ask a head TA or instructor for it.',
    });
  }
  return read(store, () => {
    const student = who === undefined ? undefined : studentOf(ledger, who).student;
    if (format === 'audit') return audit(ledger, student);
    const charges = new Map(readCharges(ledger).map((row) => [row.student, row]));
    const rows = readRoster(ledger).flatMap((entry) => {
      const row = charges.get(entry.student);
      return row === undefined || (student !== undefined && entry.student !== student) ? [] : [{ entry, row }];
    });
    const table = format === 'gradebook' ? gradebook(rows) : long(rows, courseHeadSeq(ledger));
    return { text: formatCsv(table), records: recordsOf(table) };
  });
}

export interface ExportAsk {
  readonly format: Format;
  /** Only this one: their row or rows, or the events about them and those about the whole course. */
  readonly student?: string | undefined;
}

export interface Export {
  readonly text: string;
  /** The same as JSON: an object a row, or an event. */
  readonly records: readonly object[];
}

function recordsOf([heading = [], ...rows]: readonly (readonly string[])[]): object[] {
  return rows.map((cells) => Object.fromEntries(heading.map((name, index) => [name, cells[index] ?? ''])));
}

interface Row {
  readonly entry: RosterEntry;
  readonly row: StoredCharges;
}

function gradebook(rows: readonly Row[]): string[][] {
  const ids = assignmentsIn(rows);
  const columnsOf = (id: string): string[] =>
    ['raw', 'hours_used', 'penalty_pct', 'final'].map((name) => `${id}_${name}`);
  const heading = [
    'student_key',
    'name',
    ...ids.flatMap(columnsOf),
    'late_hours_total',
    'late_hours_used',
    'late_hours_left',
  ];
  const body = rows.map(({ entry, row: { charges } }) => [
    entry.student,
    entry.name ?? '',
    ...ids.flatMap((id) => {
      const work = charges.assignments[id];
      if (work === undefined) return ['', '', '', ''];
      return [work.rawScore ?? '', String(work.hoursUsed), String(work.penaltyBp / 100), work.finalScore ?? ''];
    }),
    String(charges.budget),
    String(charges.used),
    String(charges.remaining),
  ]);
  return [heading, ...body];
}

const LONG = [
  'effectiveDue',
  'submissionId',
  'lateSeconds',
  'hoursLate',
  'hoursWaived',
  'hoursUsed',
  'penaltyHours',
  'penaltyBp',
  'status',
  'rawScore',
  'finalScore',
] as const;

function long(rows: readonly Row[], ledgerSeq: number): string[][] {
  const names = LONG.map((name) => name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`));
  const heading = ['student_key', 'assignment', ...names, 'frozen', 'policy_seq', 'ledger_seq', 'open_points'];
  const body = rows.flatMap(({ entry, row }) =>
    Object.entries(row.charges.assignments).map(([id, work]) => [
      entry.student,
      id,
      ...LONG.map((name) => String(work[name] ?? '')),
      String(work.frozen === true),
      String(row.policySeq),
      String(ledgerSeq),
      work.open?.points ?? '',
    ]),
  );
  return [heading, ...body];
}

function audit(ledger: Ledger, student: string | undefined): Export {
  const records = readEvents(ledger, student === undefined ? {} : { students: [student] });
  return { text: records.map((event) => `${canonicalJson(event)}\n`).join(''), records };
}

/** In order of due time, which is the order of the charges. */
function assignmentsIn(rows: readonly Row[]): string[] {
  return Object.keys(rows[0]?.row.charges.assignments ?? {});
}
