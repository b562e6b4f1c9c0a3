import { Refusal } from '../../base/refusal.js';
import type { CsvRow } from '../../base/csv/readCsv.js';
import { canonicalJson } from '../../base/canonicalJson.js';
import { lateEventOf, type EventContent } from '../eventContent.js';
import { readEvents } from '../events.js';
import type { Actor } from '../actor.js';
import { activeExtensions, extensionOf, requireLonger } from '../extensions.js';
import type { Ledger } from '../ledger.js';
import { studentOf } from '../students.js';
import { change, type Change, type Plan, type PlannedEvent } from './change.js';
import { fileFaults } from '../../base/fileFaults.js';
import type { FileImport } from './importRoster.js';

/**
 * Extensions from a file. Columns: `student`, `assignment`, one of `until`, `hours` and `days`, `reason`, and
 * optionally `evidence`. What a student has already is not given again.
 *
 * @throws {Refusal} with a line for every row that is wrong.
 */
export function importExtensions(ledger: Ledger, by: Actor, ask: FileImport): Change {
  return change(ledger, by, { ask, plan: () => plan(ledger, ask) });
}

function plan(ledger: Ledger, { rows, file }: FileImport): Plan {
  const faults = fileFaults('imported');
  const known = new Set(activeContents(ledger));
  const lineOf = new Map<string, number>();
  const events = rows.flatMap(({ line, cells }): PlannedEvent[] => {
    const where = `${file}:${line}`;
    const eventOf = (): PlannedEvent[] => {
      const event = extensionIn(ledger, cells);
      const { content } = event;
      const { student, assignment } = content;
      const earlier = lineOf.get(`${student} ${assignment}`);
      if (earlier !== undefined) {
        const text = `${student} has an extension of ${assignment} on line ${earlier} already.`;
        throw new Refusal({ code: 'extendedTwice', text });
      }
      lineOf.set(`${student} ${assignment}`, line);
      if (known.has(canonicalJson(content))) return [];
      requireLonger(ledger, { student, assignment, extension: content });
      return [{ ...event, where }];
    };
    return faults.at(where, eventOf) ?? [];
  });
  faults.refuse();
  const text = `${events.length} new, ${rows.length - events.length} known.`;
  return { events, notes: [{ code: 'imported', text }], needsNoReason: true };
}

type Granted = Extract<EventContent, { type: 'extension_granted' }>;

function extensionIn(ledger: Ledger, cells: CsvRow['cells']): PlannedEvent & { readonly content: Granted } {
  const get = (name: string): string | undefined => cells.get(name) || undefined;
  const [who, assignment, reason] = ['student', 'assignment', 'reason'].map((name) => {
    const value = get(name);
    if (value === undefined) throw new Refusal({ code: 'emptyCell', text: `${name} is empty.` });
    return value;
  }) as [string, string, string];
  const { student } = studentOf(ledger, who);
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
  if (text === undefined || /^\d{1,6}$/u.test(text)) return text === undefined ? undefined : Number(text);
  throw new Refusal({ code: 'noWholeNumber', text: `${name} is “${text}”, which is no whole number.` });
}

/** What is granted and not revoked, as canonical JSON; of each work only the newest. */
function activeContents(ledger: Ledger): string[] {
  const newest = new Map(
    activeExtensions(ledger).map(({ seq, student, assignment }) => [`${student} ${assignment}`, seq]),
  );
  const seqs = new Set(newest.values());
  return readEvents(ledger, { types: ['extension_granted'] }).flatMap(({ seq, content }) =>
    seqs.has(seq) ? [canonicalJson(content)] : [],
  );
}
