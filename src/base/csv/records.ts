import { CsvError, parse } from 'csv-parse/sync';
import { Refusal } from '../refusal.js';

/** What may stand between cells, and its name. */
export const SEPARATORS = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' } as const;
type Separator = keyof typeof SEPARATORS;

/** A record, empty ones included, and the line on which it begins. */
interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A text as records, and what stands between their cells. */
export interface CsvRecords {
  readonly separator: Separator;
  readonly records: readonly CsvRecord[];
}

/**
 * Splits a text into records. The separator is the one that Excel's first line names (`sep=;`), else the one that gives
 * most rows as many cells as the heading, and of those the one that gives the heading most cells.
 *
 * @throws {Refusal} where a quote is not closed, or two separators do equally well.
 */
export function splitCsv(text: string, file: string): CsvRecords {
  // The library counts a line break of Windows in quotes as two lines.
  const lines = text.replaceAll(/\r\n?/gu, '\n');
  const named = /^sep=([,;\t])\n/iu.exec(lines);
  if (named !== null) {
    const separator = named[1] as Separator;
    return { separator, records: recordsOf(lines.slice(named[0].length), { separator, file, firstLine: 2 }) };
  }
  const faults: Refusal[] = [];
  const tried = (Object.keys(SEPARATORS) as Separator[]).flatMap((separator) => {
    try {
      const records = recordsOf(lines, { separator, file, firstLine: 1 });
      return [{ separator, records, ...fitOf(records) }];
    } catch (error) {
      // With the wrong separator, a quote within a cell may seem to begin one.
      if (!(error instanceof Refusal)) throw error;
      faults.push(error);
      return [];
    }
  });
  const [best, second] = tried.sort((a, b) => b.even - a.even || b.columns - a.columns);
  // One column alone is no sign of a separator that fits better than one whose quotes do not close.
  if (best === undefined || (best.columns < 2 && faults.length > 0)) {
    throw faults[0] ?? new RangeError('there are separators');
  }
  if (second !== undefined && best.columns > 1 && second.even === best.even && second.columns === best.columns) {
    const both = `${SEPARATORS[best.separator]} or ${SEPARATORS[second.separator]}`;
    throw new Refusal({
      code: 'openSeparator',
      place: `${file}:1`,
      text: `${both} may stand between the cells.`,
      remedy: `Write \`sep=${best.separator}\` or \`sep=${second.separator}\` on a first line of its own.`,
    });
  }
  return best;
}

/** How well a separator fits: the share of rows with as many cells as the heading, where that has more than one. */
function fitOf(records: readonly CsvRecord[]): { readonly even: number; readonly columns: number } {
  const [heading, ...rows] = records.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const columns = heading?.cells.length ?? 0;
  if (columns < 2) return { even: 0, columns };
  const even = rows.filter(({ cells }) => cells.length === columns).length;
  return { even: rows.length === 0 ? 1 : even / rows.length, columns };
}

interface Splitting {
  readonly separator: Separator;
  /** For messages. */
  readonly file: string;
  readonly firstLine: number;
}

function recordsOf(text: string, splitting: Splitting): CsvRecord[] {
  const strict = split(text, splitting, false);
  if (Array.isArray(strict)) return strict;
  // A quote within a cell that has none around it is text. Read so, no other cell may have swallowed its neighbours.
  const relaxed = strict.code === 'INVALID_OPENING_QUOTE' ? split(text, splitting, true) : [];
  const isPlain = ({ cells }: CsvRecord): boolean => !cells.some((cell) => cell.includes('\n') || cell.startsWith('"'));
  if (Array.isArray(relaxed) && relaxed.length > 0 && relaxed.every(isPlain)) return relaxed;
  throw new Refusal({
    code: 'openQuote',
    place: `${splitting.file}:${strict.line}`,
    text: 'a quoted cell begins here or later and never ends, or goes on behind its end.',
    remedy: 'A quote within a quoted cell is doubled: "Ann ""Annie"" Lee".',
  });
}

/** The records, or what is wrong and in which line the record begins. */
function split(
  text: string,
  { separator, firstLine }: Splitting,
  relaxQuotes: boolean,
): CsvRecord[] | { readonly code: string; readonly line: number } {
  const records: CsvRecord[] = [];
  let line = firstLine;
  try {
    parse(text, {
      ...{
        delimiter: separator,
        record_delimiter: '\n',
        relax_column_count: true,
        trim: true,
        relax_quotes: relaxQuotes,
      },
      on_record(cells, { lines }) {
        records.push({ line, cells });
        line = firstLine + lines;
        return null;
      },
    });
    return records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { code: error.code, line };
  }
}
