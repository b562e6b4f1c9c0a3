import { Temporal } from 'temporal-polyfill';
import type { EpochMicros } from './instant.js';

/** Basis points as people write them: 300 is “3%”. */
export function percent(bp: number): string {
  return `${(bp / 100).toString()}%`;
}

/** “1 hour”, “2 hours”. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** 28 800 is “8 h 0 m 0 s”. */
export function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} m ${seconds % 60} s`;
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

/** The same for a sentence: “Wed Feb 10, 11:59 pm EST”; seconds where there are some. */
export function shortLocalTime(at: EpochMicros, timeZone: string): string {
  const ms = Math.floor(at / 1000);
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
    hour12: true,
    timeZoneName: 'short',
  }).formatToParts(ms);
  const part = new Map(parts.map(({ type, value }) => [type, value]));
  const get = (name: Intl.DateTimeFormatPartTypes): string => part.get(name) ?? '';
  const seconds = get('second') === '00' ? '' : `:${get('second')}`;
  const clock = `${get('hour')}:${get('minute')}${seconds} ${get('dayPeriod').toLowerCase()}`;
  return `${get('weekday')} ${get('month')} ${get('day')}, ${clock} ${get('timeZoneName')}`;
}

/** With the zone's offset, to the whole second below: `2026-02-24T23:59:00-05:00`. */
export function formatZoned(at: EpochMicros, timeZone: string): string {
  const instant = Temporal.Instant.fromEpochMilliseconds(Math.floor(at / 1000));
  return instant.toZonedDateTimeISO(timeZone).toString({ smallestUnit: 'second', timeZoneName: 'never' });
}
