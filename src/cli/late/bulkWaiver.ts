import { readCharges } from '../../store/charges.js';
import type { EventContent } from '../../store/eventContent.js';
import { readEventByKey } from '../../store/events.js';
import { readRoster } from '../../store/roster.js';
import type { Store } from '../../store/store.js';
import { UsageError } from '../exitCodes.js';
import type { Command, Plan } from './change.js';
import { currentTerms } from './staffEvents.js';

/**
 * A waiver for everybody who is charged for an assignment, of so many hours or of what they are charged, if that is
 * less. Who hands in later gets none: that is what moving the due time is for.
 *
 * @param section only these students.
 */
export function planWaiverForAll(
  store: Store,
  course: string,
  assignment: string,
  hours: number | 'all',
  section: string | undefined,
  { id, isRetry }: Command,
): Plan {
  currentTerms(store, course, assignment);
  if (isRetry) return { events: storedBy(store, course, id).map((content) => ({ content })) };
  const meant = readRoster(store, course).filter((entry) => section === undefined || entry.section === section);
  if (meant.length === 0) throw new UsageError(`Nobody on the roster is in section ${section ?? ''}.`);
  const charged = new Map(
    readCharges(store, course).map(({ student, charges }) => {
      const row = charges.assignments[assignment];
      return [student, (row?.hoursUsed ?? 0) + (row?.penaltyHours ?? 0)];
    }),
  );
  const contents = meant.flatMap(({ student }): EventContent[] => {
    const most = charged.get(student) ?? 0;
    if (most === 0) return [];
    return [{ type: 'hours_waived', student, assignment, hours: hours === 'all' ? hours : Math.min(hours, most) }];
  });
  return {
    events: contents.map((content) => ({ content })),
    notes: [
      `${contents.length} of ${meant.length} students are charged for ${assignment} now. For those who hand in later, move its due time.`,
    ],
  };
}

/** What an earlier try stored: the charges that it went by are no longer the same. */
function storedBy(store: Store, course: string, commandId: string): EventContent[] {
  const contents: EventContent[] = [];
  for (;;) {
    const event = readEventByKey(store, course, `cmd:${commandId}:${contents.length}`);
    if (event === undefined) return contents;
    contents.push(event.content);
  }
}
