import { Temporal } from 'temporal-polyfill';
import { HOUR_MICROS, type EpochMicros } from './instant.js';
import { LateError } from './lateError.js';
import type { AssignmentTerms, Extension } from './model.js';

type Due = Pick<AssignmentTerms, 'dueLocal' | 'timeZone' | 'disambiguation'>;

/** Due times of assignments; each is looked up in the zone's rules once, however many students ask. */
export interface DueTimes {
  /** @throws {LateError} where clocks skip the due time, or show it twice and nothing says which is meant. */
  base(due: Due): EpochMicros;
  /** The end of an extension of this due time. */
  extended(due: Due, extension: Extension): EpochMicros;
}

export function createDueTimes(): DueTimes {
  const known = new Map<string, EpochMicros>();
  const once = (key: string, compute: () => EpochMicros): EpochMicros => {
    const had = known.get(key);
    if (had !== undefined) return had;
    const found = compute();
    known.set(key, found);
    return found;
  };
  const base = (due: Due): EpochMicros =>
    once(`${due.dueLocal}|${due.timeZone}|${due.disambiguation ?? ''}`, () => baseDue(due));
  return {
    base,
    extended(due, extension) {
      if (extension.kind === 'until') return extension.until;
      if (extension.kind === 'hours') return base(due) + extension.hours * HOUR_MICROS;
      const { days } = extension;
      return once(`${due.dueLocal}|${due.timeZone}|+${days}`, () =>
        lastInstantOf(Temporal.PlainDateTime.from(due.dueLocal).add({ days }), due.timeZone),
      );
    },
  };
}

function baseDue({ dueLocal, timeZone, disambiguation }: Due): EpochMicros {
  const wall = Temporal.PlainDateTime.from(dueLocal);
  const earlier = wall.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  const later = wall.toZonedDateTime(timeZone, { disambiguation: 'later' });
  if (earlier.equals(later)) return micros(later);
  // For a time that clocks skip, both are moved out of the gap.
  if (!earlier.toPlainDateTime().equals(wall)) {
    throw new LateError(
      'nonexistent_local_time',
      `The due time ${dueLocal} does not exist in ${timeZone}: clocks skip it.`,
      'Course staff: choose another time.',
    );
  }
  if (disambiguation === null) {
    throw new LateError(
      'ambiguous_local_time',
      `Clocks in ${timeZone} show the due time ${dueLocal} twice.`,
      'Course staff: choose another time, or say "disambiguation": "earlier" or "later".',
    );
  }
  return micros(disambiguation === 'earlier' ? earlier : later);
}

/**
 * The last instant at which clocks show the wall time; where they skip it, as long after the change as it stands
 * after the beginning of the gap. Never an error: a promise of days to one student must not stop everybody's ledger.
 */
export function lastInstantOf(wall: Temporal.PlainDateTime, timeZone: string): EpochMicros {
  return micros(wall.toZonedDateTime(timeZone, { disambiguation: 'later' }));
}

function micros(zoned: Temporal.ZonedDateTime): EpochMicros {
  return zoned.epochMilliseconds * 1000;
}
