import { randomBytes } from 'node:crypto';
import type { Store } from '../db/store.js';
import { membersOf } from '../ledger/subjects.js';
import { findWork, gpuUntilOf, insertWork, nextTurn, noteDecision, queueAgain, type Work } from './rows.js';
import { FORCEABLE } from './state.js';
import type { Regrade } from './regrades.js';

/** A recorded submission that is to be graded again. */
export interface ToRegrade extends Pick<Work, 'submissionId' | 'createdAt' | 'lane' | 'gpuWaitSeconds' | 'fileName'> {
  /** The file in the blob store, and `Notebook.digest`. */
  readonly notebook: { readonly blob: string; readonly digest: string };
}

/**
 * Has a submission graded by a regrade, unless it was or waits to be: what ended without a grade is queued again. To be
 * called in a transaction.
 */
export function admitToRegrade(store: Store, regrade: Regrade, submission: ToRegrade): 'new' | 'again' | 'there' {
  const { id: run, course, assignment, assignmentDigest, graderVersion, checks, actor } = regrade;
  const { submissionId, lane, gpuWaitSeconds, notebook, ...rest } = submission;
  const known = findWork(store, { course, submissionId, graderVersion }, run);
  if (known !== undefined) {
    if (!FORCEABLE.includes(known.state)) return 'there';
    noteDecision(store, known, 'force', { actor, reason: 'The regrade was asked for again.' });
    queueAgain(store, { ...known, lane, gpuWaitSeconds }, { lane, gpuWaitSeconds });
    return 'again';
  }
  const party = membersOf(store, course, submissionId).join(',');
  const workClass = 'regrade' as const;
  const now = store.now().toISOString();
  insertWork(store, {
    ...{ id: randomBytes(16).toString('hex'), run, course, submissionId, graderVersion, assignment, assignmentDigest },
    ...{ checks, party, workClass, source: 'regrade', lane, gpuWaitSeconds, ...rest },
    ...{ notebook: notebook.blob, notebookDigest: notebook.digest, contentDigest: notebook.blob },
    ...{ state: 'queued', turn: nextTurn(store, { course, party, lane, workClass }) },
    ...{ gpuUntil: gpuUntilOf(store, { lane, gpuWaitSeconds }), platformDues: null },
    ...{ cause: null, detail: null, gradedSeq: null, openSeq: null, heldGrade: null },
    ...{ admittedAt: now, changedAt: now },
  });
  return 'new';
}
