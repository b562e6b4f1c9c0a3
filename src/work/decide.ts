import { graderVersion } from '../course/graderVersion.js';
import { failAttempt } from '../ledger/attempts.js';
import { write, type Store } from '../db/store.js';
import type { WorkState } from '../db/tables.js';
import { readCurrentVersion } from '../ledger/versions.js';
import {
  findWork,
  holdsGrade,
  moveTo,
  noteDecision,
  queueAgain,
  requireWork,
  type Decision,
  type Work,
} from './rows.js';
import { FORCEABLE } from './state.js';
import { supersedeOtherVersions } from './supersede.js';
import { Refusal } from '../base/refusal.js';

/**
 * Stops work that is not done. What was handed in stays recorded. A run that has begun is not waited for: its grade
 * will be refused, and the dispatcher's next look (`reconcile`) has its worker end it.
 *
 * @returns its state: what is done stays as it is.
 * @throws {Refusal} `unknownWork`.
 */
export function cancel(
  store: Store,
  id: string,
  { actor, reason }: Decision = { actor: 'system', reason: 'The platform asked for it.' },
): WorkState {
  return write(store, () => {
    const work = requireWork(store, id);
    if (work.state !== 'queued' && work.state !== 'dispatched') return work.state;
    noteDecision(store, work, 'cancel', { actor, reason });
    if (!holdsGrade(work)) failAttempt({ store, course: work.course }, work.submissionId);
    moveTo(store, id, 'cancelled');
    return 'cancelled';
  });
}

/**
 * Has work queued again that was set aside, cancelled, or failed; staff's decision, kept with actor and reason. Asking
 * for what waits already changes nothing. It is graded by the version of its assignment that is published now, for staff
 * force once they have mended what was at fault; where none is, by its own.
 *
 * @param grader as `thisGrader` gives it.
 * @throws {Refusal} `unknownWork`; `wrongState` where it is graded or unreadable: the same grader would say the same.
 */
export function force(store: Store, id: string, { actor, reason }: Decision, grader: string): WorkState {
  return write(store, () => {
    const asked = requireWork(store, id);
    const now = publishedNow(store, asked, grader);
    const work = findWork(store, { ...asked, ...now }, asked.run) ?? { ...asked, ...now };
    if (work.state === 'queued' || work.state === 'dispatched') return work.state;
    if (!FORCEABLE.includes(work.state)) {
      throw new Refusal({
        code: 'wrongState',
        text: `Work ${work.id} is ${work.state}, and the same version of the grader would say the same.`,
        remedy: 'Course staff: correct the assignment, then run it again.',
      });
    }
    noteDecision(store, work, 'force', { actor, reason });
    if (!holdsGrade(work)) supersedeOtherVersions(store, work);
    queueAgain(store, work, now);
    return 'queued';
  });
}

/** What makes it work for the version that is published now; nothing where none is. A regrade has one version. */
function publishedNow(
  store: Store,
  { course, assignment, run }: Work,
  grader: string,
): Partial<Pick<Work, 'assignmentDigest' | 'graderVersion'>> {
  const digest = run === '' ? readCurrentVersion({ store, course }, assignment) : undefined;
  if (digest === undefined) return {};
  return { assignmentDigest: digest, graderVersion: graderVersion(grader, digest) };
}
