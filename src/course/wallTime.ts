const localPattern = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?$/;
const hourMs = 3_600_000;

/** Zones that were found to be some: looking one up takes as long as reading all else of an event. */
const knownZones = new Set<string>();

/** Whether `zone` is an IANA zone with a place or `UTC`; abbreviations such as `EST` hide daylight saving time. */
export function isTimeZone(zone: string): boolean {
  if (knownZones.has(zone)) return true;
  if (zone !== 'UTC' && !/^[A-Z][A-Za-z_]+\/[A-Za-z0-9_+\-/]+$/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    return false;
  }
  knownZones.add(zone);
  return true;
}

/** A wall time (`2027-04-15T23:59`, seconds optional) as milliseconds on a clock without zone, if it exists at all. */
export function wallClockMs(local: string): number | undefined {
  const parts = localPattern.exec(local);
  if (!parts) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part) => Number(part || 0));
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const kept =
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute;
  return kept && second < 60 ? date.getTime() : undefined;
}

/**
 * The instants (epoch milliseconds, ascending) at which clocks in `zone` show the wall time: one, none where clocks
 * skip it in spring, two where they show it twice in autumn. `zone` must satisfy `isTimeZone`.
 */
export function instantsOf(local: string, zone: string): number[] {
  const wallMs = wallClockMs(local);
  if (wallMs === undefined) return [];
  // No zone is further than 15 h from UTC, so these two offsets surround any change near the wall time.
  const offsets = [-15 * hourMs, 15 * hourMs].map((shiftMs) => offsetMs(wallMs + shiftMs, zone));
  const instants = [...new Set(offsets)].map((offset) => wallMs - offset);
  return instants.filter((instant) => instant + offsetMs(instant, zone) === wallMs).sort((a, b) => a - b);
}

function offsetMs(instantMs: number, zone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const part = new Map(format.formatToParts(instantMs).map(({ type, value }) => [type, Number(value)]));
  const field = (name: Intl.DateTimeFormatPartTypes): number => part.get(name) ?? 0;
  const wall = Date.UTC(
    field('year'),
    field('month') - 1,
    field('day'),
    field('hour'),
    field('minute'),
    field('second'),
  );
  return wall - Math.floor(instantMs / 1000) * 1000;
}
