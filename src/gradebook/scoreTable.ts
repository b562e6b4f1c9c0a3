import type { CsvTable } from '../base/csv/readCsv.js';
import { fileFaults } from '../base/fileFaults.js';
import { Refusal } from '../base/refusal.js';
import { readDecimal } from '../late/decimal.js';
import { chooseColumn, type ScoreAsk } from './scoreColumn.js';

/** What a file says of one person; ids as it writes them. */
export interface ScoreRow {
  readonly line: number;
  readonly email: string | null;
  readonly sid: string | null;
  /** A login name at the platform, where it is no address. */
  readonly login: string | null;
  readonly status: 'graded' | 'ungraded' | 'missing' | 'excused';
  /** A decimal; null unless `graded`. */
  readonly score: string | null;
}

export interface ScoreTable {
  readonly source: 'gradescope' | 'canvas' | 'file';
  /** The column that was read. */
  readonly column: string;
  /** A decimal above 0; null where the file does not say. */
  readonly maxScore: string | null;
  readonly rows: readonly ScoreRow[];
  /** Lines that are nobody's, such as a platform's test student. */
  readonly passedOver: readonly number[];
}

/**
 * Reads scores as Gradescope exports them (of one assignment or of a course), as Canvas does (its gradebook), or as a
 * file with `email` or `sid`, `score`, and optionally `max_score` and `status`.
 *
 * @throws {Refusal} where it is none of them, or with a line for every row that cannot be.
 */
export function readScoreTable(table: CsvTable, file: string, ask: ScoreAsk): ScoreTable {
  const found = chooseColumn(table, file, ask);
  const at = (...names: string[]): number => {
    const heading = table.heading.map((name) => name.toLowerCase());
    return names.map((name) => heading.indexOf(name)).find((index) => index !== -1) ?? -1;
  };
  const who = {
    email: at('email', 'email address', 'e-mail', 'sis login id', 'login id'),
    sid: at('sid', 'sis user id', 'student id', 'org defined id'),
  };
  if (who.email === -1 && who.sid === -1) {
    const text = 'nothing in the heading tells who is who: neither an address nor a number.';
    throw new Refusal({ code: 'noIdentities', place: `${file}:${table.line}`, text });
  }
  const faults = fileFaults('imported');
  const maxima = new Map<string, number>();
  const passedOver: number[] = [];
  const rows = table.rows.flatMap(({ line, cells }): ScoreRow[] => {
    const cell = (index: number): string => (index === -1 ? '' : (cells[index] ?? '').trim());
    const [name, login] = [cell(0), cell(who.email).toLowerCase()];
    if (/^points possible$/iu.test(name)) {
      maxima.set(cell(found.score), line);
      return [];
    }
    if (found.source === 'canvas' && (/^student, test$/iu.test(name) || (login === '' && cell(who.sid) === ''))) {
      passedOver.push(line);
      return [];
    }
    if (found.max !== -1 && cell(found.max) !== '') maxima.set(cell(found.max), line);
    if (login === '' && cell(who.sid) === '') {
      faults.add(`${file}:${line}`, 'neither an address nor a number: nobody could tell who this is.');
      return [];
    }
    return [
      faults.at(`${file}:${line}`, () => ({
        line,
        email: login.includes('@') ? login : null,
        sid: cell(who.sid) || null,
        login: login === '' || login.includes('@') ? null : login,
        ...verdictOf(cell(found.score), cell(found.status)),
      })) ?? [],
    ].flat();
  });
  faults.refuse();
  return { source: found.source, column: found.name, maxScore: maximumOf(maxima, file, ask), rows, passedOver };
}

const EXCUSED = ['ex', 'excused'];
const EMPTY = ['', '-', 'n/a', '--'];
const STATUSES: Readonly<Record<string, ScoreRow['status']>> = {
  graded: 'graded',
  ungraded: 'ungraded',
  'partially graded': 'ungraded',
  missing: 'missing',
  excused: 'excused',
};

/** An empty cell is no zero: it is not graded, unless the file says that it is missing. */
function verdictOf(score: string, status: string): Pick<ScoreRow, 'status' | 'score'> {
  const said = status === '' ? undefined : STATUSES[status.toLowerCase()];
  if (status !== '' && said === undefined) throw unread(`the status “${status}” is none of ${words(STATUSES)}.`);
  if (EXCUSED.includes(score.toLowerCase()) || said === 'excused') return { status: 'excused', score: null };
  if (EMPTY.includes(score.toLowerCase())) {
    if (said === 'graded') throw unread('it is graded and has no score.');
    return { status: said ?? 'ungraded', score: null };
  }
  const value = readDecimal(score);
  if (value === undefined) throw unread(`“${score}” is no score such as 79.5.`);
  if (said === 'missing') throw unread(`it is missing and has the score ${score}.`);
  // What is graded in part has no total yet.
  if (said === 'ungraded') return { status: 'ungraded', score: null };
  return { status: 'graded', score };
}

function maximumOf(maxima: ReadonlyMap<string, number>, file: string, { points }: ScoreAsk): string | null {
  const [first, second] = [...maxima];
  if (first === undefined) return points ?? null;
  const [maxScore, line] = first;
  const place = `${file}:${line}`;
  if (second !== undefined) {
    const text = `the maximum is ${maxScore}, and ${second[0]} on line ${second[1]}.`;
    throw new Refusal({ code: 'twoMaxima', place, text });
  }
  const value = readDecimal(maxScore);
  if (value === undefined || value.units <= 0n) {
    throw new Refusal({ code: 'noMaximum', place, text: `the maximum is “${maxScore}”, which is no number above 0.` });
  }
  if (points !== undefined && !isSame(points, maxScore)) {
    throw new Refusal({ code: 'otherMaximum', place, text: `the maximum is ${maxScore}, not ${points}.` });
  }
  return maxScore;
}

function isSame(a: string, b: string): boolean {
  return Number(a) === Number(b);
}

function unread(text: string): Refusal {
  return new Refusal({ code: 'unreadableCell', text });
}

function words(record: object): string {
  return Object.keys(record).join(', ');
}
