import type { Store } from '../../db/store.js';
import type { Grade } from '../../grade/grade.js';
import { cancel } from '../decide.js';
import { readWork } from '../rows.js';
import { callStaff, commit, dispatch, type Trouble } from './transitions.js';

/** What a failed run calls for: `cancelled`, or staff. */
export type Failure = 'cancelled' | Trouble;

/**
 * Grades a queued row in this process, as the dispatcher does through a worker: by the same moves, so that a dispatcher
 * that comes meanwhile and has it graded elsewhere makes this one's grade the one that is refused. A run that fails or
 * is stopped costs the student nothing.
 *
 * @param run grades it.
 * @param failureOf what its error calls for.
 * @returns what `run` gave where its grade is the one that was stored; undefined where the row had moved on.
 */
export async function gradeQueued<Graded extends { readonly grade: Grade }>(
  store: Store,
  id: string,
  run: () => Promise<Graded>,
  failureOf: (error: unknown) => Failure,
): Promise<Graded | undefined> {
  const attempt = dispatch(store, id);
  const work = attempt === undefined ? undefined : readWork(store, id);
  if (work === undefined) return undefined;
  try {
    const graded = await run();
    return commit(store, work, graded.grade) ? graded : undefined;
  } catch (error) {
    const failure = failureOf(error);
    if (failure === 'cancelled') cancel(store, id, STOPPED);
    else callStaff(store, work, failure);
    throw error;
  }
}

const STOPPED = { actor: 'system', reason: 'The command that graded it was stopped.' };
