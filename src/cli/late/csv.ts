import { UsageError } from '../exitCodes.js';

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
 * Reads a table with a heading (RFC 4180, and a byte order mark before it).
 *
 * @param file for messages.
 * @throws {UsageError} where a quote is not closed or a row has more cells than the heading.
 */
export function readTable(text: string, file: string): CsvTable {
  const [first, ...others] = splitCsv(text.replace(/^\uFEFF/u, ''), file);
  if (first === undefined) throw new UsageError(`${file}: the file is empty.`);
  const heading = first.cells.map((name) => name.trim());
  const rows = others.flatMap(({ line, cells }) => {
    if (cells.every((cell) => cell.trim() === '')) return [];
    if (cells.length > heading.length) {
      throw new UsageError(`${file}:${line}: ${cells.length} cells, and the heading has ${heading.length}.`);
    }
    return [{ line, cells: heading.map((_, index) => (cells[index] ?? '').trim()) }];
  });
  return { line: first.line, heading, rows };
}

/**
 * Reads a table whose columns have a heading each; letter case does not matter.
 *
 * @throws {UsageError} as `readTable` does, and where two columns have one heading.
 */
export function readCsv(text: string, file: string): CsvRow[] {
  const { line: headingLine, heading, rows } = readTable(text, file);
  const names = heading.map((name) => name.toLowerCase());
  const twice = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
  if (twice !== undefined) throw new UsageError(`${file}:${headingLine}: two columns are called ${twice}.`);
  return rows.map(({ line, cells }) => ({
    line,
    cells: new Map(names.map((name, index) => [name, cells[index] ?? ''])),
  }));
}

function splitCsv(text: string, file: string): { line: number; cells: string[] }[] {
  const rows: { line: number; cells: string[] }[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const row = { line, cells: [] as string[] };
    for (let more = true; more;) {
      const cell = cellAt(text, at);
      if (cell === undefined)
        throw new UsageError(`${file}:${line}: a quoted cell begins here or later and never ends.`);
      row.cells.push(cell.value);
      line += text.slice(at, cell.end).split('\n').length - 1;
      at = cell.end;
      more = text[at] === ',';
      if (more) at++;
    }
    if (text[at] === '\r') at++;
    if (text[at] === '\n') at++;
    line++;
    rows.push(row);
  }
  return rows;
}

/** The cell that begins at `at`, and where it ends; undefined where its quote is not closed or text follows it. */
function cellAt(text: string, at: number): { value: string; end: number } | undefined {
  const plain = /[^,\r\n]*/uy;
  const quoted = /"((?:[^"]|"")*)"(?=[,\r\n]|$)/uy;
  const pattern = text[at] === '"' ? quoted : plain;
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const value = pattern === quoted ? (match[1] ?? '').replaceAll('""', '"') : match[0];
  return { value, end: pattern.lastIndex };
}
