import type { EventContent } from '../../store/eventContent.js';
import { readEvents } from '../../store/events.js';
import type { Store } from '../../store/store.js';
import { UsageError } from '../exitCodes.js';
import type { Plan, PlannedEvent } from './change.js';
import type { CsvRow } from './csv.js';
import { studentOf } from './options.js';

type Graded = Pick<Extract<EventContent, { type: 'submission_graded' }>, 'rawScore' | 'status'>;

/**
 * Records submissions, and their scores where the file has them. Columns: `submission_id`, `assignment`, `students`
 * (keys or addresses, several with `;` between them), `created_at` (RFC 3339 with offset), and optionally `raw_score`
 * and `status` (`graded` or `ungradable`). Importing a file again changes nothing.
 *
 * @param source the platform that numbered the submissions.
 * @throws {UsageError} with a line for every row that is wrong.
 */
export function importSubmissions(
  store: Store,
  course: string,
  rows: readonly CsvRow[],
  file: string,
  source: string,
): Plan {
  const faults: string[] = [];
  const scores = newestScores(store, course);
  const events = rows.flatMap(({ line, cells }) => {
    const where = `${file}:${line}`;
    try {
      return [received(store, course, cells, source), ...graded(cells, scores)].map((event) => ({ ...event, where }));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      faults.push(`${where}: ${error.message}`);
      return [];
    }
  });
  if (faults.length > 0) throw new UsageError([...faults, 'Nothing was imported.'].join('\n'));
  return { events, needsNoReason: true };
}

const REPORTED = { actor: 'system', reason: undefined, evidenceRef: undefined } as const;

function received(store: Store, course: string, cells: CsvRow['cells'], source: string): PlannedEvent {
  const [submissionId, assignment, createdAt] = ['submission_id', 'assignment', 'created_at'].map((name) =>
    required(cells, name),
  ) as [string, string, string];
  const students = required(cells, 'students')
    .split(';')
    .map((who) => studentOf(store, course, who).student);
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
    throw new UsageError(`status is “${status}”; write graded or ungradable.`);
  }
  const verdict: Graded = status === 'ungradable' ? { rawScore: null, status } : { rawScore, status: 'graded' };
  const newest = scores.get(submissionId);
  if (newest?.status === verdict.status && (newest.rawScore ?? null) === verdict.rawScore) return [];
  return [{ ...REPORTED, content: { type: 'submission_graded', submissionId, ...verdict } }];
}

function required(cells: CsvRow['cells'], name: string): string {
  const value = cells.get(name) ?? '';
  if (value === '') throw new UsageError(`${name} is empty.`);
  return value;
}

function newestScores(store: Store, course: string): Map<string, Graded> {
  const scores = new Map<string, Graded>();
  for (const { content } of readEvents(store, course, { types: ['submission_graded'] })) {
    if (content.type === 'submission_graded') scores.set(content.submissionId, content);
  }
  return scores;
}
