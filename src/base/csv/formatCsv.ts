/** What a spreadsheet takes for a formula begins so, in full width as well. */
const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/u;
const NUMBER = /^-?\d+(\.\d+)?$/u;

/** A table as RFC 4180 has it. What a spreadsheet would take for a formula is written as text. */
export function formatCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(formatCell).join(',')}\r\n`).join('');
}

/** A cell that `formatCsv` wrote, as it was before. */
export function unguarded(cell: string): string {
  return isGuarded(cell) ? cell.slice(1) : cell;
}

function formatCell(cell: string): string {
  // What looks as if it had been guarded is guarded as well, so that reading gives back what was written.
  const safe = (FORMULA.test(cell) && !NUMBER.test(cell)) || isGuarded(cell) ? `'${cell}` : cell;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function isGuarded(cell: string): boolean {
  return cell.startsWith("'") && FORMULA.test(cell.replace(/^'+/u, ''));
}
