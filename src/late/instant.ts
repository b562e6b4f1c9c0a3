/**
 * An instant in microseconds since 1970-01-01T00:00:00Z, without leap seconds. Microseconds because Gradescope has
 * them and the order of two submissions within a second depends on them; digits beyond are cut.
 */
export type EpochMicros = number;

export const SECOND_MICROS = 1_000_000;
export const HOUR_MICROS = 3_600 * SECOND_MICROS;

const PATTERN = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:[Zz]|([+-])(\d{2}):(\d{2}))?$/;
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** What is wrong with a text that should be an instant. */
export type InstantFault = 'timestamp_without_offset' | 'invalid_document';

/**
 * Reads an RFC 3339 timestamp. Second 60 is read as 59: leap seconds do not exist here. A text without offset is a
 * fault and never read in some zone of the reader's.
 */
export function readInstant(text: string): EpochMicros | InstantFault {
  const parts = PATTERN.exec(text);
  if (parts === null) return 'invalid_document';
  const year = Number(parts[1]);
  const month = Number(parts[2]);
  const day = Number(parts[3]);
  const hour = Number(parts[4]);
  const minute = Number(parts[5]);
  const second = Number(parts[6]);
  const leapDayMissing = month === 2 && day === 29 && !isLeapYear(year);
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  if (year < 100 || day < 1 || day > (MONTH_DAYS[month - 1] ?? 0) || leapDayMissing) return 'invalid_document';
  if (hour > 23 || minute > 59 || second > 60) return 'invalid_document';
  const offsetHours = Number(parts[9] ?? 0);
  const offsetMinutes = Number(parts[10] ?? 0);
  if (offsetHours > 23 || offsetMinutes > 59) return 'invalid_document';
  if (parts[8] === undefined && !/[Zz]$/.test(text)) return 'timestamp_without_offset';
  const localMs = Date.UTC(year, month - 1, day, hour, minute, Math.min(second, 59));
  const offsetMs = (offsetHours * 60 + offsetMinutes) * 60_000 * (parts[8] === '-' ? -1 : 1);
  return (localMs - offsetMs) * 1000 + Number((parts[7] ?? '').slice(0, 6).padEnd(6, '0'));
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** UTC, to the whole second below: `2026-02-11T04:59:00Z`. */
export function formatInstant(at: EpochMicros): string {
  return `${new Date(Math.floor(at / SECOND_MICROS) * 1000).toISOString().slice(0, 19)}Z`;
}
