import { lateEventOf, type EventContent } from '../../store/eventContent.js';
import { readEvents } from '../../store/events.js';
import { canonicalJson } from '../../store/canonicalJson.js';
import { LateError } from '../../late/lateError.js';
import type { Store } from '../../store/store.js';
import { UsageError } from '../exitCodes.js';
import type { Plan, PlannedEvent } from './change.js';
import type { CsvRow } from './csv.js';
import { whole } from './numbers.js';
import { studentOf } from './options.js';
import { activeExtensions, extensionOf, requireLonger } from './staffEvents.js';

/**
 * Extensions from a file. Columns: `student`, `assignment`, one of `until`, `hours` and `days`, `reason`, and
 * optionally `evidence`. What a student has already is not given again.
 *
 * @throws {UsageError} with a line for every row that is wrong.
 */
export function importExtensions(store: Store, course: string, rows: readonly CsvRow[], file: string): Plan {
  const faults: string[] = [];
  const known = new Set(activeContents(store, course));
  const lineOf = new Map<string, number>();
  const events = rows.flatMap(({ line, cells }): PlannedEvent[] => {
    try {
      const event = extensionIn(store, course, cells);
      const { content } = event;
      const work = `${content.student} ${content.assignment}`;
      const earlier = lineOf.get(work);
      if (earlier !== undefined)
        throw new UsageError(
          `${content.student} has an extension of ${content.assignment} on line ${earlier} already.`,
        );
      lineOf.set(work, line);
      if (known.has(canonicalJson(content))) return [];
      requireLonger(store, course, content.student, content.assignment, content);
      return [{ ...event, where: `${file}:${line}` }];
    } catch (error) {
      if (!(error instanceof UsageError || error instanceof LateError)) throw error;
      faults.push(`${file}:${line}: ${error.message}`);
      return [];
    }
  });
  if (faults.length > 0) throw new UsageError([...faults, 'Nothing was imported.'].join('\n'));
  return { events, notes: [`${events.length} new, ${rows.length - events.length} known.`], needsNoReason: true };
}

type Granted = Extract<EventContent, { type: 'extension_granted' }>;

function extensionIn(
  store: Store,
  course: string,
  cells: CsvRow['cells'],
): PlannedEvent & { readonly content: Granted } {
  const get = (name: string): string | undefined => cells.get(name) || undefined;
  const [who, assignment, reason] = ['student', 'assignment', 'reason'].map((name) => {
    const value = get(name);
    if (value === undefined) throw new UsageError(`${name} is empty.`);
    return value;
  }) as [string, string, string];
  const { student } = studentOf(store, course, who);
  const extension = extensionOf({
    until: get('until'),
    hours: numberIn('hours', get('hours')),
    days: numberIn('days', get('days')),
  });
  const content: Granted = { type: 'extension_granted', student, assignment, ...extension };
  lateEventOf(content, { seq: 1, key: 'unused', actor: 'system' });
  return { content, reason, evidenceRef: get('evidence') };
}

function numberIn(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  try {
    return whole(text);
  } catch {
    throw new UsageError(`${name} is “${text}”, which is no whole number.`);
  }
}

/** What is granted and not revoked, as canonical JSON; of each work only the newest. */
function activeContents(store: Store, course: string): string[] {
  const newest = new Map(
    activeExtensions(store, course).map(({ seq, student, assignment }) => [`${student} ${assignment}`, seq]),
  );
  const seqs = new Set(newest.values());
  return readEvents(store, course, { types: ['extension_granted'] }).flatMap(({ seq, content }) =>
    seqs.has(seq) ? [canonicalJson(content)] : [],
  );
}
