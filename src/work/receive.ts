import { recordEvents } from '../ledger/recordEvents.js';
import { first, type Store } from '../db/store.js';
import { followMembers } from './members.js';
import { enrol } from './people.js';
import type { Receipt } from './receipt.js';
import { isUnreadable, replaceContent } from './unreadable.js';
import { Refusal } from '../base/refusal.js';

/**
 * Records `submission_received` unless it is recorded (and where nothing in it could be read, that it came again with
 * another content, and that its people are others now), enrolling who is not on the roster, and returns who handed it in:
 * students' keys. To be called in a transaction.
 *
 * @throws {Refusal} `otherContent`, `noStudents`.
 */
export function receiveSubmission(store: Store, request: Receipt): string[] {
  const { course, assignment, submissionId, createdAt, source, contentDigest: contentHash } = request;
  const known = first(
    store,
    store.query
      .selectFrom('submissions')
      .select(['assignment', 'contentHash'])
      .where('course', '=', course)
      .where('submissionId', '=', submissionId),
  );
  if (known === undefined) {
    const { students, drafts } = enrol({ store, course }, request.students);
    const content = {
      type: 'submission_received',
      submissionId,
      assignment,
      students,
      createdAt,
      source,
      contentHash,
    } as const;
    const key = `sub:${source === 'batch' ? 'gradescope' : source}:${submissionId}`;
    recordEvents({ store, course }, [...drafts, { content, key, actor: 'system', occurredAt: createdAt }]);
    return students;
  }
  if (known.assignment !== assignment) throw otherContent(request, `another assignment, ${known.assignment}`);
  if (known.contentHash !== null && known.contentHash !== contentHash) {
    if (!isUnreadable({ store, course }, submissionId)) throw otherContent(request, 'another content');
    replaceContent(store, request);
  }
  return followMembers(store, request);
}

/** The error for a submission that came before otherwise. */
export function otherContent({ submissionId }: Pick<Receipt, 'submissionId'>, what: string): Refusal {
  return new Refusal({
    code: 'otherContent',
    text: `Submission ${submissionId} was received before with ${what}; nothing was changed.`,
    remedy: 'Course staff: submit it as a new one.',
  });
}
