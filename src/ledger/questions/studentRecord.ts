import { all, read } from '../../db/store.js';
import type { DeliveryState } from '../../db/tables.js';
import type { Actor } from '../actor.js';
import type { Ledger } from '../ledger.js';
import { readPeople, type RosterEntry } from '../roster.js';
import { submissionsByMember } from '../subjects.js';
import { explain, type Explanation } from './explain.js';
import { show, type Shown } from './show.js';

/** A message that was sent to a student, or is on its way. */
interface Message {
  readonly kind: string;
  readonly channel: string;
  readonly state: DeliveryState;
  /** RFC 3339. */
  readonly createdAt: string;
}

/** Everything that staff keep about a student, as far as whoever asks may read it. */
export interface StudentRecord {
  readonly person: RosterEntry;
  readonly shown: Shown;
  readonly explained: readonly Explanation[];
  readonly submissions: readonly {
    readonly submissionId: string;
    readonly assignment: string;
    readonly createdAt: string;
  }[];
  readonly messages: readonly Message[];
}

const MOST_MESSAGES = 50;

/** @param student a key. @throws {Refusal} where there is no such student. */
export function studentRecord(ledger: Ledger, by: Actor, student: string): StudentRecord {
  const { store, course } = ledger;
  return read(store, () => {
    const shown = show(ledger, by, { student });
    const [person] = readPeople(ledger, [shown.student]);
    const handedIn = submissionsByMember(ledger)
      .select(['submissions.submissionId', 'submissions.assignment', 'submissions.createdAt'])
      .where('members.student', '=', shown.student)
      .orderBy('submissions.receivedSeq', 'desc');
    const sent = store.query
      .selectFrom('deliveries')
      .select(['kind', 'channel', 'state', 'createdAt'])
      .where('course', '=', course)
      .where('recipient', '=', shown.student)
      .orderBy('id', 'desc')
      .limit(MOST_MESSAGES);
    return {
      person: person ?? { student: shown.student, name: null, email: null, sid: null, section: null },
      shown,
      explained: Object.keys(shown.assignments).map((assignment) =>
        explain(ledger, by, { student: shown.student, assignment }),
      ),
      submissions: all(store, handedIn),
      messages: all(store, sent),
    };
  });
}
