import { recordEvents } from '../store/recordEvents.js';
import { first, type Store } from '../store/store.js';
import { subjectsOf } from '../store/subjects.js';
import type { AdmitRequest } from './admit.js';
import { enrol } from './people.js';
import { WorkError } from './workError.js';

/** What is recorded of a submission: who, what for, when. */
export type Receipt = Pick<
  AdmitRequest,
  'course' | 'assignment' | 'submissionId' | 'students' | 'createdAt' | 'source' | 'contentDigest'
>;

/**
 * Records `submission_received` unless it is recorded, enrolling who is not on the roster, and returns who handed it in:
 * students' keys. To be called in a transaction.
 *
 * @throws {WorkError} `otherContent`, `noStudents`.
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
    const { students, drafts } = enrol(store, course, request.students);
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
    recordEvents(store, course, [...drafts, { content, key, actor: 'system', occurredAt: createdAt }]);
    return students;
  }
  if (known.assignment !== assignment) throw otherContent(request, `another assignment, ${known.assignment}`);
  if (known.contentHash !== null && known.contentHash !== contentHash) throw otherContent(request, 'another content');
  return subjectsOf(store, course, { type: 'submission_voided', submissionId }).sort();
}

/** The error for a submission that came before otherwise. */
export function otherContent({ submissionId }: Pick<Receipt, 'submissionId'>, what: string): WorkError {
  return new WorkError(
    'otherContent',
    `Submission ${submissionId} was received before with ${what}; nothing was changed. Course staff: submit it as a new one.`,
  );
}
