import { Refusal } from '../../base/refusal.js';
import { readCharges } from '../charges.js';
import type { EventContent } from '../eventContent.js';
import { readEventByKey } from '../events.js';
import { readRoster } from '../roster.js';
import type { Actor } from '../actor.js';
import type { Ledger } from '../ledger.js';
import { currentTerms } from '../terms.js';
import { change, type Change, type Circumstances, type Command, type Plan } from './change.js';

export interface WaiverForAll extends Circumstances {
  readonly assignment: string;
  readonly hours: number | 'all';
  /** Only these students. */
  readonly section?: string | undefined;
}

/**
 * A waiver for everybody who is charged for an assignment, of so many hours or of what they are charged, if that is
 * less. Who hands in later gets none: that is what moving the due time is for.
 */
export function waiveAll(ledger: Ledger, by: Actor, ask: WaiverForAll): Change {
  return change(ledger, by, { ask, plan: (command) => plan(ledger, ask, command) });
}

function plan(ledger: Ledger, { assignment, hours, section }: WaiverForAll, { id, isRetry }: Command): Plan {
  currentTerms(ledger, assignment);
  if (isRetry) return { events: storedBy(ledger, id).map((content) => ({ content })) };
  const meant = readRoster(ledger).filter((entry) => section === undefined || entry.section === section);
  if (meant.length === 0) {
    throw new Refusal({ code: 'emptySection', text: `Nobody on the roster is in section ${section ?? ''}.` });
  }
  const charged = new Map(
    readCharges(ledger).map(({ student, charges }) => {
      const row = charges.assignments[assignment];
      return [student, (row?.hoursUsed ?? 0) + (row?.penaltyHours ?? 0)];
    }),
  );
  const contents = meant.flatMap(({ student }): EventContent[] => {
    const most = charged.get(student) ?? 0;
    if (most === 0) return [];
    return [{ type: 'hours_waived', student, assignment, hours: hours === 'all' ? hours : Math.min(hours, most) }];
  });
  const text = `${contents.length} of ${meant.length} students are charged for ${assignment} now.`;
  const remedy = 'For those who hand in later, move its due time.';
  return { events: contents.map((content) => ({ content })), notes: [{ code: 'chargedNow', text, remedy }] };
}

/** What an earlier try stored: the charges that it went by are no longer the same. */
function storedBy(ledger: Ledger, commandId: string): EventContent[] {
  const contents: EventContent[] = [];
  for (;;) {
    const event = readEventByKey(ledger, `cmd:${commandId}:${contents.length}`);
    if (event === undefined) return contents;
    contents.push(event.content);
  }
}
