import type { CsvTable } from '../base/csv/readCsv.js';
import { Refusal } from '../base/refusal.js';

/** Which of a file's columns is meant, and what the file may not say. */
export interface ScoreAsk {
  /** The id and title of what is graded: a column that is called so is meant. */
  readonly names: readonly string[];
  readonly column?: string | undefined;
  /** Where the file does not say: a decimal. */
  readonly points?: string | undefined;
}

/** Where a file has the scores that are meant; -1 where there is no such column. */
export interface ScoreColumn {
  readonly source: 'gradescope' | 'canvas' | 'file';
  readonly name: string;
  readonly score: number;
  readonly max: number;
  readonly status: number;
}

/** What Canvas has besides what is graded. */
const CANVAS_ID = /\s\(\d{1,15}\)$/u;
const MAX_POINTS = ' - Max Points';

/**
 * The column that is named, else the only one that is called like what is graded.
 *
 * @throws {Refusal} where no column or several are meant; it names what the file has.
 */
export function chooseColumn({ heading, line }: CsvTable, file: string, ask: ScoreAsk): ScoreColumn {
  const lower = heading.map((name) => name.toLowerCase());
  const at = (name: string): number => lower.indexOf(name);
  if (at('total score') !== -1 && at('max points') !== -1) {
    const [score, max, status] = [at('total score'), at('max points'), at('status')];
    return { source: 'gradescope', name: heading[score] ?? '', score, max, status };
  }
  const ofCourse = heading.filter((name) => heading.includes(`${name}${MAX_POINTS}`));
  if (ofCourse.length > 0) {
    const name = named(ofCourse, ask, `${file}:${line}`);
    const [score, max] = [heading.indexOf(name), heading.indexOf(`${name}${MAX_POINTS}`)];
    return { source: 'gradescope', name, score, max, status: -1 };
  }
  if (at('student') !== -1 && (at('sis user id') !== -1 || at('sis login id') !== -1)) {
    const graded = heading.filter((name) => CANVAS_ID.test(name));
    const name = named(graded, ask, `${file}:${line}`);
    return { source: 'canvas', name, score: heading.indexOf(name), max: -1, status: -1 };
  }
  const score = ask.column === undefined ? at('score') : heading.indexOf(ask.column);
  if (score !== -1) {
    const max = [at('max_score'), at('max score'), at('max points')].find((index) => index !== -1) ?? -1;
    return { source: 'file', name: heading[score] ?? '', score, max, status: at('status') };
  }
  const text = 'this is neither an export of Gradescope’s or Canvas’s nor a table with email or sid, and score.';
  throw new Refusal({ code: 'noScores', place: `${file}:${line}`, text });
}

/** The headings under which a file may have scores, and maxima: their commas may be decimal ones. */
export function numberColumns(heading: readonly string[]): ReadonlySet<string> {
  const known = ['total score', 'max points', 'score', 'max_score', 'max score'];
  return new Set(
    heading.filter(
      (name) =>
        known.includes(name.toLowerCase()) ||
        CANVAS_ID.test(name) ||
        name.endsWith(MAX_POINTS) ||
        heading.includes(`${name}${MAX_POINTS}`),
    ),
  );
}

function named(columns: readonly string[], { names, column }: ScoreAsk, place: string): string {
  const wanted = column === undefined ? names : [column];
  const meant = columns.filter(
    (name) => name === column || wanted.some((want) => plain(want) === plain(name.replace(CANVAS_ID, ''))),
  );
  const [only] = meant;
  if (only !== undefined && meant.length === 1) return only;
  const which = meant.length > 1 ? meant : columns;
  throw new Refusal({
    code: 'whichColumn',
    place,
    text: `${meant.length > 1 ? 'several columns' : 'no column'} may be ${wanted.join(' or ')}: ${which.join(', ')}.`,
    remedy: 'Say which.',
  });
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}
