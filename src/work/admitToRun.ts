import { randomBytes } from 'node:crypto';
import type { Store } from '../db/store.js';
import { membersOf } from '../ledger/subjects.js';
import type { Regrade } from './regrades.js';
import { findWork, gpuUntilOf, insertWork, nextTurn, noteDecision, queueAgain, type Work } from './rows.js';
import { FORCEABLE } from './state.js';

/** What grades beside what comes in: a regrade, or a batch. Its rows bear its id as their `run`, and hold their grades. */
export interface Run
  extends
    Pick<Regrade, 'id' | 'course' | 'assignment' | 'assignmentDigest' | 'graderVersion' | 'checks'>,
    Pick<Work, 'lane' | 'gpuWaitSeconds'> {
  readonly workClass: 'regrade' | 'batch';
  /** Who asked for it: noted where it asks again for what ended without a grade. */
  readonly actor: string;
}

/** A submission that is to be graded; in a regrade it is recorded. */
export interface ToGrade extends Pick<Work, 'submissionId' | 'createdAt' | 'fileName'> {
  /** The file in the blob store, and `Notebook.digest`. */
  readonly notebook: { readonly blob: string; readonly digest: string };
}

const mayBeForced = ({ state }: Work): boolean => FORCEABLE.includes(state);

/**
 * Has a submission graded by a run, unless it was or waits to be: what `isWanted` says of, as a rule what ended without
 * a grade, is queued again. To be called in a transaction.
 */
export function admitToRun(
  store: Store,
  run: Run,
  submission: ToGrade,
  isWanted: (known: Work) => boolean = mayBeForced,
): { readonly id: string; readonly was: 'new' | 'again' | 'there' } {
  const { id: runId, actor, course, graderVersion, lane, gpuWaitSeconds, ...terms } = run;
  const { submissionId, notebook, ...rest } = submission;
  const known = findWork(store, { course, submissionId, graderVersion }, runId);
  if (known !== undefined) {
    if (!isWanted(known)) return { id: known.id, was: 'there' };
    noteDecision(store, known, 'force', { actor, reason: `The ${run.workClass} was asked for again.` });
    queueAgain(store, { ...known, lane, gpuWaitSeconds }, { lane, gpuWaitSeconds, heldGrade: null, executed: null });
    return { id: known.id, was: 'again' };
  }
  const { workClass, assignment, assignmentDigest, checks } = terms;
  const party = membersOf({ store, course }, submissionId).join(',');
  const now = store.now().toISOString();
  const id = randomBytes(16).toString('hex');
  insertWork(store, {
    ...{ id, run: runId, course, submissionId, graderVersion, assignment, assignmentDigest },
    ...{ checks, party, workClass, source: workClass, lane, gpuWaitSeconds, ...rest },
    ...{ notebook: notebook.blob, notebookDigest: notebook.digest, contentDigest: notebook.blob },
    ...{ state: 'queued', turn: nextTurn(store, { course, party, lane, workClass }) },
    ...{ gpuUntil: gpuUntilOf(store, { lane, gpuWaitSeconds }), platformDues: null },
    ...{ cause: null, detail: null, gradedSeq: null, openSeq: null, heldGrade: null },
    ...{ admittedAt: now, changedAt: now },
  });
  return { id, was: 'new' };
}
