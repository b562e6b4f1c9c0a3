import { Temporal } from 'temporal-polyfill';
import { lastInstantOf } from './dueTimes.js';
import type { EpochMicros } from './instant.js';

/**
 * When a regrade window closes: 23:59:59 local on the `days`-th calendar day after the local date of `releasedAt`.
 * `timeZone` is an IANA zone.
 */
export function regradeWindowCloses(releasedAt: EpochMicros, timeZone: string, days: number): EpochMicros {
  const released = Temporal.Instant.fromEpochMilliseconds(Math.floor(releasedAt / 1000)).toZonedDateTimeISO(timeZone);
  return lastInstantOf(released.toPlainDate().add({ days }).toPlainDateTime('23:59:59'), timeZone);
}
