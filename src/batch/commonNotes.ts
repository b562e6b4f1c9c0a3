import type { Grade } from '../grade/grade.js';

/** A note, and how many submissions have it. */
export interface CommonNote {
  readonly text: string;
  readonly submissions: number;
}

const MAX_NOTES = 25;
/** Where a cell stopped, each notebook has a line of its own; what was missing there is a note by itself. */
const LINE = /\bline \d+|\b[Cc]ell \d+/u;

/** The notes that stand in most grades, the commonest first; a note comes from the notebook's container. */
export function commonNotes(grades: readonly Pick<Grade, 'notes'>[]): readonly CommonNote[] {
  const counted = new Map<string, number>();
  for (const { notes } of grades) {
    for (const text of new Set(notes)) if (!LINE.test(text)) counted.set(text, (counted.get(text) ?? 0) + 1);
  }
  return [...counted]
    .map(([text, submissions]) => ({ text, submissions }))
    .sort((a, b) => b.submissions - a.submissions || (a.text < b.text ? -1 : 1))
    .slice(0, MAX_NOTES);
}
