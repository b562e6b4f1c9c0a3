import type { Ledger } from '../ledger.js';
import { readEvents } from '../events.js';
import { Refusal } from '../../base/refusal.js';
import type { GradescopeEntry } from './gradescopeTable.js';
import { currentTerms } from '../terms.js';

/** Which assignment a file of Gradescope's, or a title in it, stands for. */
export interface TitleOptions {
  /** For a file about one assignment; of a file about the course, only this one. */
  readonly assignment?: string | undefined;
  /** `Homework 1=hw1`. */
  readonly map?: readonly string[] | undefined;
}

/**
 * The assignment that each title stands for: as `map` says, else the one whose id reads like it (“HW 1” is hw1).
 *
 * @throws {Refusal} where a title stands for nothing that was named, two titles for one assignment, or none for any.
 */
export function assignmentsByTitle(
  ledger: Ledger,
  entries: readonly GradescopeEntry[],
  { assignment, map = [] }: TitleOptions,
): { byTitle: Map<string | null, string>; notCompared: string[] } {
  if (assignment !== undefined) currentTerms(ledger, assignment);
  const titles = [...new Set(entries.map(({ title }) => title))];
  if (titles.includes(null)) {
    if (assignment === undefined) {
      throw new Refusal({
        code: 'whichAssignment',
        text: 'This file is about one assignment and does not name it.',
        remedy: 'Say which.',
      });
    }
    return { byTitle: new Map([[null, assignment]]), notCompared: [] };
  }
  const named = mapOf(ledger, map, titles);
  const known = new Map(assignmentIds(ledger).map((id) => [plain(id), id]));
  const byTitle = new Map<string | null, string>();
  for (const title of titles) {
    const id = named.get(title ?? '') ?? known.get(plain(title ?? ''));
    if (id === undefined || (assignment !== undefined && id !== assignment)) continue;
    const other = [...byTitle].find(([, meant]) => meant === id);
    if (other !== undefined) {
      throw new Refusal({
        code: 'sameAssignment',
        text: `“${String(other[0])}” and “${String(title)}” both stand for ${id}.`,
        remedy: 'Say which.',
      });
    }
    byTitle.set(title, id);
  }
  requireOnce(entries, byTitle);
  if (byTitle.size === 0 && entries.length > 0) {
    throw new Refusal({
      code: 'unknownTitles',
      text: `No title in the file is that of an assignment here: ${titles.join(', ')}.`,
      remedy: 'Say which is which.',
    });
  }
  const notCompared =
    assignment === undefined ? titles.flatMap((title) => (title === null || byTitle.has(title) ? [] : [title])) : [];
  return { byTitle, notCompared };
}

/** A course may have two assignments of one title, and then nothing tells which is meant. */
function requireOnce(entries: readonly GradescopeEntry[], byTitle: ReadonlyMap<string | null, string>): void {
  const seen = new Set<string>();
  for (const { title, line } of entries) {
    const place = `${line} ${String(title)}`;
    if (byTitle.has(title) && seen.has(place)) {
      throw new Refusal({
        code: 'sameTitle',
        text: `Two assignments in the file are called “${String(title)}”.`,
        remedy: 'Take the file of the one you mean.',
      });
    }
    seen.add(place);
  }
}

function mapOf(ledger: Ledger, map: readonly string[], titles: readonly (string | null)[]): Map<string, string> {
  return new Map(
    map.map((pair) => {
      // An id has no “=”; a title may.
      const cut = pair.lastIndexOf('=');
      const [title, id] = [pair.slice(0, Math.max(cut, 0)), pair.slice(cut + 1)];
      if (!titles.includes(title))
        throw new Refusal({ code: 'noSuchTitle', text: `The file has no title “${title}”.`, values: { title } });
      currentTerms(ledger, id);
      return [title, id];
    }),
  );
}

function assignmentIds(ledger: Ledger): string[] {
  const events = readEvents(ledger, { types: ['assignment_set'] });
  return [...new Set(events.flatMap(({ content }) => (content.type === 'assignment_set' ? [content.assignment] : [])))];
}

function plain(title: string): string {
  return title.toLowerCase().replaceAll(/[^a-z0-9]/gu, '');
}
