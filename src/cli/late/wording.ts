import type { EpochMicros } from '../../late/instant.js';

/** Basis points as people write them: 300 is “3%”. */
export function percent(bp: number): string {
  return `${(bp / 100).toString()}%`;
}

/** “1 hour”, “2 hours”. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** 28 800 is “8 h 0 min 0 s”. */
export function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min ${seconds % 60} s`;
}

/** On clocks in the zone: “Wed, Feb 10, 2027, 11:59:00 PM EST”. */
export function localTime(at: EpochMicros, timeZone: string): string {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  })
    .format(Math.floor(at / 1000))
    .replaceAll('\u202f', ' ');
}

/** Columns of text, as wide as their widest cell; the first row is the heading. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell)))
      .join('  ')
      .trimEnd(),
  );
}

/** Characters as a terminal shows them. */
function width(text: string): number {
  return Array.from(text).length;
}
