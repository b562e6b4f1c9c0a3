import type { Ledger } from './ledger.js';
import { sql } from 'kysely';
import { assignmentSchema } from '../late/documentFields.js';
import type { Assignment, LateEvent, LedgerInput } from '../late/model.js';
import { latePolicySchema, type LatePolicy } from '../late/policy.js';
import { compiledOnce } from '../db/compiledOnce.js';
import { COURSE_TYPES, lateEventOf, parseStoreOnly } from './eventContent.js';
import { readFoldedEvents, type FoldedEvent } from './events.js';
import { readStudentKeys } from './roster.js';
import { first, type Store } from '../db/store.js';
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
export function readLedgerInput(ledger: Ledger, filter: InputFilter = {}): CourseInput {
  const upTo = filter.upToSeq === undefined ? {} : { upToSeq: filter.upToSeq };
  const { policy, policySeq, assignments, events: ofCourse } = readCourseWide(ledger, upTo);
  const students =
    filter.students !== undefined && policy.groupMode === 'min'
      ? withPartners(ledger, filter.students)
      : filter.students;
  const named = readFoldedEvents(ledger, {
    ...(students === undefined ? {} : { students }),
    ...upTo,
    except: COURSE_TYPES,
  });
  const enrolled = filter.upToSeq === undefined ? undefined : enrolledIn(named);
  const input = {
    policy,
    students: readStudentKeys(ledger, students).filter((id) => enrolled?.has(id) ?? true),
    assignments,
    events: [...ofCourse, ...toLateEvents(named)],
  };
  return { input, policySeq };
}

/** What is said of the whole course, and so read by everybody's charges. */
interface CourseWide {
  readonly policy: LatePolicy;
  readonly policySeq: number;
  readonly assignments: readonly Assignment[];
  readonly events: readonly LateEvent[];
}

/** The newest of each open ledger. An event's hash covers all before it: the newest one's hash names them all. */
const latest = new WeakMap<Store, CourseWide & { readonly course: string; readonly hash: string | undefined }>();

function readCourseWide(ledger: Ledger, { upToSeq }: Pick<InputFilter, 'upToSeq'>): CourseWide {
  const { store, course } = ledger;
  const ofCourse = store.query.selectFrom('events').where('course', '=', course).where('type', 'in', COURSE_TYPES);
  const until = upToSeq === undefined ? ofCourse : ofCourse.where('seq', '<=', upToSeq);
  const newest = until.select(({ fn }) => fn.max('seq').as('seq'));
  const hash = first(store, store.query.selectFrom('events').select('hash').where('seq', '=', newest))?.hash;
  const known = latest.get(store);
  if (known?.course === course && known.hash === hash) return known;
  const events = readFoldedEvents(ledger, {
    types: COURSE_TYPES,
    ...(upToSeq === undefined ? {} : { upToSeq }),
  });
  const policy = newestPolicy(events.filter(({ content }) => content.type === 'policy_set'));
  const found = { ...policy, assignments: firstTerms(events), events: toLateEvents(events), course, hash };
  latest.set(store, found);
  return found;
}

function toLateEvents(events: readonly FoldedEvent[]): LateEvent[] {
  return events.map(toLateEvent).filter((event) => event !== undefined);
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

const courseHead = compiledOnce((query, { course }: { course: string }) =>
  query
    .selectFrom('events')
    .select('seq')
    // The plus keeps SQLite from gathering the whole course by an index, and sorting it: it looks from the end.
    .where(sql`+course`, '=', course)
    .orderBy('seq', 'desc')
    .limit(1),
);

/** The newest event about anything in a course; 0 where there is none. */
export function courseHeadSeq({ store, course }: Ledger): number {
  return first(store, courseHead({ course }))?.seq ?? 0;
}
