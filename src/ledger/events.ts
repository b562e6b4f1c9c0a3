import type { Ledger } from './ledger.js';
import { compiledOnce } from '../db/compiledOnce.js';
import { COURSE_TYPES, type EventContent, type EventType } from './eventContent.js';
import { all, first, type Store } from '../db/store.js';
import type { EventRow } from '../db/tables.js';

/** An event of the log. */
export interface StoredEvent extends Omit<EventRow, 'type' | 'payload'> {
  readonly content: EventContent;
}

export interface EventFilter {
  /** Only events about these students, and those about the whole course. */
  readonly students?: readonly string[];
  readonly types?: readonly EventType[];
  readonly except?: readonly EventType[];
  readonly upToSeq?: number;
}

/** As much of an event as the fold takes. */
export type FoldedEvent = Pick<StoredEvent, (typeof FOLDED)[number]> & Pick<StoredEvent, 'content'>;

const FOLDED = ['seq', 'key', 'actor', 'reason'] as const satisfies (keyof EventRow)[];

/** The events of a course in order. */
export function readEvents(ledger: Ledger, filter: EventFilter = {}): StoredEvent[] {
  const { store } = ledger;
  return all(store, eventsOf(ledger, filter).selectAll()).map(eventOf);
}

/** The same without what the fold does not ask for: a third of the time where a whole course is read. */
export function readFoldedEvents(ledger: Ledger, filter: EventFilter = {}): FoldedEvent[] {
  const { store } = ledger;
  return all(store, eventsOf(ledger, filter).select([...FOLDED, 'type', 'payload'])).map(eventOf);
}

function eventsOf(ledger: Ledger, { students, types, except, upToSeq }: EventFilter) {
  const { store, course } = ledger;
  let query = store.query.selectFrom('events').orderBy('seq');
  // By number alone: told of the course as well, SQLite reads the whole log.
  query =
    students === undefined ? query.where('course', '=', course) : query.where('seq', 'in', seqsAbout(ledger, students));
  if (types !== undefined) query = query.where('type', 'in', types);
  if (except !== undefined) query = query.where('type', 'not in', except);
  if (upToSeq !== undefined) query = query.where('seq', '<=', upToSeq);
  return query;
}

/** The numbers of events about these students, and of those about the whole course. */
function seqsAbout({ store, course }: Ledger, students: readonly string[]) {
  const ofCourse = store.query.selectFrom('events').select('seq').where('course', '=', course);
  const named = store.query.selectFrom('eventStudents').select('seq').where('course', '=', course);
  return ofCourse.where('type', 'in', COURSE_TYPES).union(named.where('student', 'in', students));
}

/** The event of a number, in any course. */
export function readEvent(store: Store, seq: number): StoredEvent | undefined {
  const row = first(store, store.query.selectFrom('events').selectAll().where('seq', '=', seq));
  return row === undefined ? undefined : eventOf(row);
}

const byKey = compiledOnce((query, { course, key }: Pick<EventRow, 'course' | 'key'>) =>
  query.selectFrom('events').selectAll().where('course', '=', course).where('key', '=', key),
);

/** The event that bears an idempotency key. */
export function readEventByKey({ store, course }: Ledger, key: string): StoredEvent | undefined {
  const row = first(store, byKey({ course, key }));
  return row === undefined ? undefined : eventOf(row);
}

/** The number of the newest event; 0 where there is none. */
export function headSeq(store: Store): number {
  const query = store.query.selectFrom('events').select(({ fn }) => fn.max('seq').as('seq'));
  // max() of no rows is NULL, which Kysely's type leaves out.
  return (first(store, query) as { seq: number | null } | undefined)?.seq ?? 0;
}

/** The courses that have events. */
export function readCourses(store: Store): string[] {
  return all(store, store.query.selectFrom('events').select('course').distinct().orderBy('course')).map(
    ({ course }) => course,
  );
}

/** The payload is JSON, as SQLite has checked; that it is what its type demands is checked where it is used. */
export function eventOf<Row extends Pick<EventRow, 'type' | 'payload'>>({ type, payload, ...row }: Row) {
  const fields = JSON.parse(payload) as object;
  return { ...row, content: { ...fields, type } as EventContent };
}
