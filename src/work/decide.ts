import { failAttempt } from '../store/attempts.js';
import { run, write, type Store } from '../store/store.js';
import type { WorkState } from '../store/tables.js';
import { moveTo, queueAgain, requireWork, type Work } from './rows.js';
import { FORCEABLE } from './state.js';
import { supersedeOtherVersions } from './supersede.js';
import { WorkError } from './workError.js';

/** Who decided something about work, and why: `staff:<id>`, or `system` for the platform's own request. */
interface Decision {
  readonly actor: string;
  readonly reason: string;
}

/**
 * Stops work that is not done. What was handed in stays recorded. A run that has begun is not waited for: its grade
 * will be refused, and the dispatcher's next look (`reconcile`) has its worker end it.
 *
 * @returns its state: what is done stays as it is.
 * @throws {WorkError} `unknownWork`.
 */
export function cancel(
  store: Store,
  id: string,
  { actor, reason }: Decision = { actor: 'system', reason: 'The platform asked for it.' },
): WorkState {
  return write(store, () => {
    const work = requireWork(store, id);
    if (work.state !== 'queued' && work.state !== 'dispatched') return work.state;
    note(store, work, 'cancel', { actor, reason });
    if (work.workClass !== 'feedback') failAttempt(store, work.course, work.submissionId);
    moveTo(store, id, 'cancelled');
    return 'cancelled';
  });
}

/**
 * Has work queued again that was set aside, cancelled, or failed; staff's decision, kept with actor and reason. Asking
 * for what waits already changes nothing.
 *
 * @throws {WorkError} `unknownWork`; `wrongState` where it is graded or unreadable: the same grader would say the same.
 */
export function force(store: Store, id: string, actor: string, reason: string): WorkState {
  return write(store, () => {
    const work = requireWork(store, id);
    if (work.state === 'queued' || work.state === 'dispatched') return work.state;
    if (!FORCEABLE.includes(work.state)) {
      throw new WorkError(
        'wrongState',
        `Work ${id} is ${work.state}, and the same version of the grader would say the same. Course staff: correct the assignment, then run it again.`,
      );
    }
    note(store, work, 'force', { actor, reason });
    if (work.workClass !== 'feedback') supersedeOtherVersions(store, work);
    queueAgain(store, work);
    return 'queued';
  });
}

function note(store: Store, { id: workId }: Work, decision: 'force' | 'cancel', { actor, reason }: Decision): void {
  const decidedAt = store.now().toISOString();
  run(store, store.query.insertInto('workDecisions').values({ workId, decision, actor, reason, decidedAt }));
}
