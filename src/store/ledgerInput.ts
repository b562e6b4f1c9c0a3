import { sql } from 'kysely';
import { assignmentSchema } from '../late/documentFields.js';
import type { Assignment, LateEvent, LedgerInput } from '../late/model.js';
import { latePolicySchema, type LatePolicy } from '../late/policy.js';
import { lateEventOf, parseStoreOnly } from './eventContent.js';
import { readFoldedEvents, type FoldedEvent } from './events.js';
import { readStudentKeys } from './roster.js';
import { all, type Store } from './store.js';
import { withPartners } from './subjects.js';

/** What the fold is given, and which event set its policy (0 where it is the default one). */
export interface CourseInput {
  readonly input: LedgerInput;
  readonly policySeq: number;
}

export interface InputFilter {
  /** Charges are wanted for these students only. Others may be in the input, because theirs depend on them. */
  readonly students?: readonly string[];
  readonly upToSeq?: number;
}

/**
 * The fold's input from the log.
 *
 * @throws {LateError} where the log holds an event that its type does not allow.
 */
export function readLedgerInput(store: Store, course: string, filter: InputFilter = {}): CourseInput {
  const upTo = filter.upToSeq === undefined ? {} : { upToSeq: filter.upToSeq };
  const { policy, policySeq } = newestPolicy(readFoldedEvents(store, course, { types: ['policy_set'], ...upTo }));
  const students =
    filter.students !== undefined && policy.groupMode === 'min'
      ? withPartners(store, course, filter.students)
      : filter.students;
  const events = readFoldedEvents(store, course, { ...(students === undefined ? {} : { students }), ...upTo });
  const enrolled = filter.upToSeq === undefined ? undefined : enrolledIn(events);
  const input = {
    policy,
    students: readStudentKeys(store, course, students).filter((id) => enrolled?.has(id) ?? true),
    assignments: firstTerms(events),
    events: events.map(toLateEvent).filter((event) => event !== undefined),
  };
  return { input, policySeq };
}

function toLateEvent({ content, seq, key, actor, reason }: FoldedEvent): LateEvent | undefined {
  return lateEventOf(content, { seq, key, actor, ...(reason === null ? {} : { reason }) });
}

function newestPolicy(events: readonly FoldedEvent[]): { policy: LatePolicy; policySeq: number } {
  const newest = events.at(-1);
  if (newest === undefined) return { policy: latePolicySchema.parse({}), policySeq: 0 };
  const content = parseStoreOnly(newest.content);
  if (content.type !== 'policy_set') throw new RangeError(`event ${newest.seq} sets no policy`);
  return { policy: content.policy, policySeq: newest.seq };
}

/** Later terms are events for the fold, and so are the first ones: explanations then name them. */
function firstTerms(events: readonly FoldedEvent[]): Assignment[] {
  const terms = new Map<string, Assignment>();
  for (const { content } of events) {
    if (content.type !== 'assignment_set' || terms.has(content.assignment)) continue;
    const { type: _, assignment: id, ...given } = content;
    terms.set(id, assignmentSchema.parse({ id, ...given }));
  }
  return [...terms.values()];
}

function enrolledIn(events: readonly FoldedEvent[]): Set<string> {
  return new Set(events.flatMap(({ content }) => (content.type === 'student_enrolled' ? [content.student] : [])));
}

/** The newest event about anything in a course; 0 where there is none. */
export function courseHeadSeq(store: Store, course: string): number {
  const query = store.query
    .selectFrom('events')
    .select('seq')
    // The plus keeps SQLite from gathering the whole course by an index, and sorting it: it looks from the end.
    .where(sql`+course`, '=', course)
    .orderBy('seq', 'desc')
    .limit(1);
  return all(store, query)[0]?.seq ?? 0;
}
