import type { Ledger } from './ledger.js';
import { isDeepStrictEqual } from 'node:util';
import { canonicalJson } from '../base/canonicalJson.js';
import { CHAIN_START, eventHash } from './chain.js';
import { compiledOnce } from '../db/compiledOnce.js';
import { checkContent, checkOccurredAt, type EventContent } from './eventContent.js';
import { eventOf, readEventByKey, type StoredEvent } from './events.js';
import { indexSubmission } from './indexSubmission.js';
import { putOutbox } from './outbox.js';
import { checkReferences } from './references.js';
import { first, run, write } from '../db/store.js';
import { Refusal } from '../base/refusal.js';
import { subjectsOf } from './subjects.js';
import type { EventRow, Tables } from '../db/tables.js';
import { uuidV7 } from '../base/uuid.js';

/** An event to be stored. */
export interface EventDraft {
  readonly content: EventContent;
  /** The same fact told again bears the same key. */
  readonly key: string;
  /** `system`, `staff:<id>` or `student:<id>`. */
  readonly actor: string;
  readonly reason?: string | undefined;
  /** A ticket or file, never the evidence itself. */
  readonly evidenceRef?: string | undefined;
  /** RFC 3339 with offset; now where absent. */
  readonly occurredAt?: string | undefined;
}

export interface Appended {
  readonly event: StoredEvent;
  /** Whether the event is new: a repeated key gives the event that bears it already. */
  readonly isNew: boolean;
}

const SCHEMA_VERSION = 1;
const ACTOR = /^(system|(staff|student):[^\s:]{1,100})$/;

/** What staff must give a reason for, because it changes somebody's result. */
const NEEDS_REASON: ReadonlySet<string> = new Set<EventContent['type']>([
  'submission_selected',
  'submission_members_changed',
  'submission_voided',
  'submission_time_corrected',
  'extension_granted',
  'extension_revoked',
  'hours_waived',
  'budget_adjusted',
  'accommodation_set',
  'assignment_excused',
  'allocation_thawed',
  'letter_decided',
  'student_withdrawn',
  'student_returned',
]);

const newest = compiledOnce((query) =>
  query.selectFrom('events').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1),
);
const insertEvent = compiledOnce((query, row: EventRow) => query.insertInto('events').values(row));
const insertEventStudent = compiledOnce((query, row: Tables['eventStudents']) =>
  query.insertInto('eventStudents').values(row),
);

/**
 * Adds one event to the log, and nothing else: `recordEvents` also keeps the charges.
 *
 * @throws {LateError} where the content is not what its type demands.
 * @throws {Refusal} where the key stands for something else, or the event names what is not in the store.
 */
export function appendEvent(ledger: Ledger, draft: EventDraft): Appended {
  const { store, course } = ledger;
  return write(store, () => {
    const earlier = readEventByKey(ledger, draft.key);
    if (earlier !== undefined) {
      if (!isSame(earlier, draft)) throw otherContent(draft, earlier);
      return { event: earlier, isNew: false };
    }
    checkDraft(draft);
    checkReferences(ledger, draft.content);
    const row = nextRow(ledger, draft);
    run(store, insertEvent(row));
    for (const student of subjectsOf(ledger, draft.content)) {
      run(store, insertEventStudent({ seq: row.seq, course, student }));
    }
    indexSubmission(ledger, draft.content, row.seq);
    announce(ledger, draft.content, row.seq);
    return { event: eventOf(row), isNew: true };
  });
}

function checkDraft({ content, key, actor, reason, occurredAt }: EventDraft): void {
  if (!ACTOR.test(actor)) {
    throw new Refusal({
      code: 'unknownActor',
      text: `“${actor}” is nobody.`,
      remedy: 'Course staff: write system, staff:<id> or student:<id>.',
    });
  }
  if (key === '') throw new RangeError('an event has an empty key');
  if (actor.startsWith('staff:') && NEEDS_REASON.has(content.type) && (reason ?? '').trim() === '') {
    throw new Refusal({
      code: 'eventWithoutReason',
      text: 'This changes a result and has no reason.',
      remedy: 'Course staff: give one.',
    });
  }
  if (occurredAt !== undefined) checkOccurredAt(occurredAt);
  checkContent(content);
}

/** When something was told does not matter: a command that is tried again is told later. */
function isSame(earlier: StoredEvent, { content, actor, reason, evidenceRef }: EventDraft): boolean {
  const told = [actor, reason ?? null, evidenceRef ?? null];
  return (
    isDeepStrictEqual([earlier.actor, earlier.reason, earlier.evidenceRef], told) &&
    canonicalJson(earlier.content) === canonicalJson(content)
  );
}

function otherContent({ key, content }: EventDraft, earlier: StoredEvent): Refusal {
  return new Refusal({
    code: 'otherEvent',
    text:
      `The key ${key} stands for event ${earlier.seq} (${earlier.content.type}), which says something else than this ` +
      `${content.type}; nothing was changed.`,
    remedy: 'Course staff: use another command id, or correct the source.',
  });
}

function nextRow({ store, course }: Ledger, draft: EventDraft): EventRow {
  const { content, key, actor, reason, evidenceRef, occurredAt } = draft;
  const { type, ...payload } = content;
  const head = first(store, newest({})) ?? { seq: 0, hash: CHAIN_START };
  const now = store.now();
  const row = {
    seq: head.seq + 1,
    eventId: uuidV7(now),
    course,
    key,
    type,
    schemaVersion: SCHEMA_VERSION,
    occurredAt: occurredAt ?? now.toISOString(),
    recordedAt: now.toISOString(),
    actor,
    reason: reason ?? null,
    evidenceRef: evidenceRef ?? null,
    payload: canonicalJson(payload),
    prevHash: head.hash,
  };
  return { ...row, hash: eventHash(row) };
}

/** Puts a message for what people are told of as such; of grades and charges, those who store them tell. */
function announce({ store, course }: Ledger, content: EventContent, seq: number): void {
  if (content.type !== 'grades_released' && content.type !== 'regrade_resolved') return;
  const { type: kind, ...body } = content;
  putOutbox(store, { course, kind, key: `${kind}:${seq}`, body });
}
