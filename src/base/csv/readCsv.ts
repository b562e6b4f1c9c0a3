import { unguarded } from './formatCsv.js';
import { Refusal } from '../refusal.js';
import { SEPARATORS, splitCsv } from './records.js';

/** A row of a table, by the heading of its column in lower case, and the line of the file on which it begins. */
export interface CsvRow {
  readonly line: number;
  readonly cells: ReadonlyMap<string, string>;
}

/** A table as it stands in a file: columns may bear the same heading. */
export interface CsvTable {
  /** The line of the heading. */
  readonly line: number;
  readonly heading: readonly string[];
  /** Rows that are not empty; missing cells are empty texts. */
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

/**
 * Reads a table with a heading as spreadsheet programs of any language write it: with commas, semicolons or tabs
 * between the cells, and a line `sep=;` before it where there is one. Where the separator is no comma, the comma of a
 * number is a decimal one, and a point stands in its place.
 *
 * @param file for messages.
 * @param numbersIn picks from the heading the columns that hold numbers: elsewhere a comma stays what it is.
 * @throws {Refusal} where a quote is not closed, a row has more cells than the heading, the separator cannot be told,
 *   or nobody can tell whether a number's comma is a decimal one.
 */
export function readTable(
  text: string,
  file: string,
  numbersIn: (heading: readonly string[]) => ReadonlySet<string> = () => new Set(),
): CsvTable {
  const { separator, records } = splitCsv(text, file);
  const [first, ...others] = records.filter(({ cells }) => !isEmpty(cells));
  if (first === undefined) throw new Refusal({ code: 'emptyFile', place: file, text: 'the file is empty.' });
  const heading = first.cells.map((name) => name.trim());
  const numbers = numbersIn(heading);
  const rows = others.map(({ line, cells }) => {
    const extra = cells.findLastIndex((cell) => cell.trim() !== '') + 1;
    if (extra > heading.length) {
      const between = heading.length > 1 ? `; between them are ${SEPARATORS[separator]}` : '';
      const text = `${extra} cells, and the heading has ${heading.length}${between}.`;
      throw new Refusal({ code: 'extraCells', place: `${file}:${line}`, text });
    }
    return {
      line,
      cells: heading.map((name, index) => {
        const cell = (cells[index] ?? '').trim();
        return separator !== ',' && numbers.has(name) ? withPoint(cell, `${file}:${line}`) : unguarded(cell);
      }),
    };
  });
  return { line: first.line, heading, rows };
}

/**
 * Reads a table whose columns have a heading each; letter case does not matter.
 *
 * @param known the columns that somebody looks for: the heading has one of them.
 * @throws {Refusal} as `readTable` does, where two columns have one heading, and where none is known.
 */
export function readCsv(text: string, file: string, known: readonly string[]): CsvRow[] {
  const { line: headingLine, heading, rows } = readTable(text, file, namedNumbers);
  const names = heading.map((name) => name.toLowerCase());
  const twice = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
  const place = `${file}:${headingLine}`;
  if (twice !== undefined) throw new Refusal({ code: 'sameHeading', place, text: `two columns are called ${twice}.` });
  if (!names.some((name) => known.includes(name))) {
    const looked = `Looked for ${Object.values(SEPARATORS).join(', ')} between the columns`;
    throw new Refusal({
      code: 'unknownColumns',
      place,
      text: `the heading has none of the columns ${known.join(', ')}. ${looked}; it is “${heading.join(' | ').slice(0, 80)}”.`,
    });
  }
  return rows.map(({ line, cells }) => ({
    line,
    cells: new Map(names.map((name, index) => [name, cells[index] ?? ''])),
  }));
}

function namedNumbers(heading: readonly string[]): ReadonlySet<string> {
  return new Set(heading.filter((name) => ['raw_score', 'hours', 'days'].includes(name.toLowerCase())));
}

/** A number with a point for its decimal comma. */
function withPoint(text: string, place: string): string {
  if (/^-?\d{1,3},\d{3}$/u.test(text)) {
    const [whole, rest] = text.split(',');
    throw new Refusal({
      code: 'openNumber',
      place,
      text: `“${text}” may be ${whole}.${rest} or ${whole}${rest}.`,
      remedy: 'Write it as one of the two.',
    });
  }
  if (/^-?\d+,\d+$/u.test(text)) return text.replace(',', '.');
  return unguarded(text);
}

function isEmpty(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}
