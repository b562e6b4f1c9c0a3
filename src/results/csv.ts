/** A table as RFC 4180 has it. What a spreadsheet would take for a formula is written as text. */
export function formatCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(formatCell).join(',')}\r\n`).join('');
}

function formatCell(cell: string): string {
  const isNumber = /^-?\d+(\.\d+)?$/u.test(cell);
  const safe = /^[=+\-@\t\r]/u.test(cell) && !isNumber ? `'${cell}` : cell;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
