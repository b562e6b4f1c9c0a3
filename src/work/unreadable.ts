import type { Ledger } from '../ledger/ledger.js';
import type { StoredEvent } from '../ledger/events.js';
import { readEvents } from '../ledger/events.js';
import { recordEvents } from '../ledger/recordEvents.js';
import type { Store } from '../db/store.js';
import { membersOf } from '../ledger/subjects.js';
import type { Receipt } from './receipt.js';
import type { Work } from './rows.js';

/** Begins the key of an event that says that nothing in what was handed in can be graded. */
const UNREADABLE = 'unreadable:';

/** Whether nothing in it could be read, however often it came: then what arrives next may be another content. */
export function isUnreadable(ledger: Ledger, submissionId: string): boolean {
  const told = eventsOf(ledger, submissionId);
  const wasGraded = told.some(({ content }) => content.type === 'submission_graded' && content.status !== 'ungradable');
  return !wasGraded && told.at(-1)?.key.startsWith(UNREADABLE) === true;
}

/** Says that nothing can be graded, so that it costs nothing. Idempotent for one content and version of the grader. */
export function recordUnreadable(
  store: Store,
  { course, submissionId, graderVersion }: Pick<Work, 'course' | 'submissionId' | 'graderVersion'>,
): void {
  const content = { type: 'submission_graded', submissionId, rawScore: null, status: 'ungradable' } as const;
  const replaced = timesReplaced({ store, course }, submissionId);
  const key = `${UNREADABLE}${submissionId}:${graderVersion}${replaced === 0 ? '' : `:${replaced}`}`;
  recordEvents({ store, course }, [{ content, key, actor: 'system' }]);
}

/** Says that a submission in which nothing could be read came again with another content; it counts again. */
export function replaceContent(
  store: Store,
  { course, submissionId, contentDigest: contentHash }: Pick<Receipt, 'course' | 'submissionId' | 'contentDigest'>,
): void {
  const content = { type: 'submission_content_replaced', submissionId, contentHash } as const;
  const key = `replaced:${submissionId}:${timesReplaced({ store, course }, submissionId) + 1}`;
  recordEvents({ store, course }, [{ content, key, actor: 'system' }]);
}

function timesReplaced(ledger: Ledger, submissionId: string): number {
  return eventsOf(ledger, submissionId).filter(({ content }) => content.type === 'submission_content_replaced').length;
}

/** What is said of its content, in order. */
function eventsOf(ledger: Ledger, submissionId: string): StoredEvent[] {
  const students = membersOf(ledger, submissionId);
  const types = ['submission_graded', 'submission_content_replaced'] as const;
  return readEvents(ledger, { students, types }).filter(
    ({ content }) => 'submissionId' in content && content.submissionId === submissionId,
  );
}
