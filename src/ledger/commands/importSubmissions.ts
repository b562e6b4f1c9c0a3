import { Refusal } from '../../base/refusal.js';
import type { CsvRow } from '../../base/csv/readCsv.js';
import type { EventContent } from '../eventContent.js';
import { readEvents } from '../events.js';
import type { Actor } from '../actor.js';
import type { Ledger } from '../ledger.js';
import { studentOf } from '../students.js';
import { change, type Change, type Plan, type PlannedEvent } from './change.js';
import { fileFaults } from '../../base/fileFaults.js';
import type { FileImport } from './importRoster.js';

export interface SubmissionsImport extends FileImport {
  /** The platform that numbered the submissions. */
  readonly source: string;
}

type Graded = Pick<Extract<EventContent, { type: 'submission_graded' }>, 'rawScore' | 'status'>;

/**
 * Records submissions, and their scores where the file has them. Columns: `submission_id`, `assignment`, `students`
 * (keys or addresses, several with `;` between them), `created_at` (RFC 3339 with offset), and optionally `raw_score`
 * and `status` (`graded` or `ungradable`). Importing a file again changes nothing.
 *
 * @throws {Refusal} with a line for every row that is wrong.
 */
export function importSubmissions(ledger: Ledger, by: Actor, ask: SubmissionsImport): Change {
  return change(ledger, by, { ask, plan: () => plan(ledger, ask) });
}

function plan(ledger: Ledger, { rows, file, source }: SubmissionsImport): Plan {
  const faults = fileFaults('imported');
  const scores = newestScores(ledger);
  const events = rows.flatMap(({ line, cells }) => {
    const where = `${file}:${line}`;
    const eventsOf = (): PlannedEvent[] => [received(ledger, cells, source), ...graded(cells, scores)];
    return (faults.at(where, eventsOf) ?? []).map((event) => ({ ...event, where }));
  });
  faults.refuse();
  return { events, needsNoReason: true };
}

const REPORTED = { actor: 'system', reason: undefined, evidenceRef: undefined } as const;

function received(ledger: Ledger, cells: CsvRow['cells'], source: string): PlannedEvent {
  const [submissionId, assignment, createdAt] = ['submission_id', 'assignment', 'created_at'].map((name) =>
    required(cells, name),
  ) as [string, string, string];
  const students = required(cells, 'students')
    .split(';')
    .map((who) => studentOf(ledger, who).student);
  return {
    ...REPORTED,
    content: { type: 'submission_received', submissionId, assignment, students, createdAt, source },
    key: `sub:${source}:${submissionId}`,
    occurredAt: createdAt,
  };
}

/** A score that is another than the newest one. */
function graded(cells: CsvRow['cells'], scores: ReadonlyMap<string, Graded>): PlannedEvent[] {
  const submissionId = required(cells, 'submission_id');
  const rawScore = cells.get('raw_score') ?? '';
  const status = cells.get('status') ?? '';
  if (rawScore === '' && status === '') return [];
  if (status !== '' && status !== 'graded' && status !== 'ungradable') {
    throw new Refusal({ code: 'unknownStatus', text: `status is “${status}”; write graded or ungradable.` });
  }
  const verdict: Graded = status === 'ungradable' ? { rawScore: null, status } : { rawScore, status: 'graded' };
  const newest = scores.get(submissionId);
  if (newest?.status === verdict.status && (newest.rawScore ?? null) === verdict.rawScore) return [];
  return [{ ...REPORTED, content: { type: 'submission_graded', submissionId, ...verdict } }];
}

function required(cells: CsvRow['cells'], name: string): string {
  const value = cells.get(name) ?? '';
  if (value === '') throw new Refusal({ code: 'emptyCell', text: `${name} is empty.` });
  return value;
}

function newestScores(ledger: Ledger): Map<string, Graded> {
  const scores = new Map<string, Graded>();
  for (const { content } of readEvents(ledger, { types: ['submission_graded'] })) {
    // A grade with open points takes no score away.
    if (content.type === 'submission_graded' && content.status !== 'open') scores.set(content.submissionId, content);
  }
  return scores;
}
