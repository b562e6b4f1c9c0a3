import type { WorkState } from '../db/tables.js';

/**
 * A work row is the truth about one submission and one version of the grader; the queue in Redis is a hint that can be
 * made anew from the rows.
 *
 *   (admitted) → queued → dispatched → graded
 *   (admitted) → unreadable                        nothing in it can be read: the student's turn, and no late hour
 *   queued     → superseded                        a newer submission takes its place in the queue
 *   queued, dispatched → superseded                the same submission came for another version of the grader
 *   queued, dispatched → cancelled                 somebody asked for it
 *   dispatched → queued                            its job is gone: Redis was lost or emptied
 *   queued, dispatched → queued in the cpu lane     no worker began it while its assignment wants to wait for a GPU
 *   dispatched → unreadable                        the worker found nothing that can be graded
 *   dispatched → needsStaff                        the course's files are at fault; the platform failed more often than
 *                                                  is tried; two workers died with it; its result cannot be stored
 *   queued     → needsStaff                        it cannot be handed to the queue
 *   unreadable → queued, unreadable                it arrives again with another content
 *   superseded, cancelled, needsStaff → queued     that very submission is sent again, or staff force it
 *   superseded → queued                            the newer one turned out to be unreadable, or no longer theirs
 *   graded     → queued                            it is sent again, and a worker of another version had graded it
 *
 * Only `dispatched` has a job, and each time it is reached the next attempt is opened. A result is stored by
 * compare-and-set on the row and on its attempt, so that of any number of deliveries one counts, and none once the row
 * has moved on. Every arrow is one transaction.
 */
const FINAL_STATES = ['graded', 'superseded', 'cancelled', 'needsStaff', 'unreadable'] as const satisfies WorkState[];

/** All of them, in the order in which work comes to them. */
export const WORK_STATES = [
  'queued',
  'dispatched',
  'graded',
  'superseded',
  'cancelled',
  'needsStaff',
  'unreadable',
] as const satisfies WorkState[];

/** Whether nothing more happens to work in this state unless somebody acts. */
export function isFinal(state: WorkState): boolean {
  return (FINAL_STATES as readonly WorkState[]).includes(state);
}

/** From where staff can have work queued again. */
export const FORCEABLE: readonly WorkState[] = ['superseded', 'cancelled', 'needsStaff'];
