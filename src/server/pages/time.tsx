import { formatZoned, shortLocalTime } from '../../late/wording.js';
import type { EpochMicros } from '../../late/instant.js';

/** An instant on clocks in the course's zone, which it names. */
export function Time({ at, timeZone }: { readonly at: EpochMicros; readonly timeZone: string }) {
  return <time datetime={formatZoned(at, timeZone)}>{shortLocalTime(at, timeZone)}</time>;
}

/** Of an RFC 3339 text, as rows have them. */
export const microsOf = (instant: string): EpochMicros => Date.parse(instant) * 1000;
