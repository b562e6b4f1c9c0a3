import { Refusal } from '../../base/refusal.js';
import { first } from '../../db/store.js';
import { membersOf } from '../subjects.js';
import type { Actor } from '../actor.js';
import type { Ledger } from '../ledger.js';
import { change, type Change, type Circumstances } from './change.js';

export interface OnSubmission extends Circumstances {
  readonly submissionId: string;
}

/** Lets a submission not count. */
export function voidSubmission(ledger: Ledger, by: Actor, ask: OnSubmission): Change {
  const content = { type: 'submission_voided', submissionId: ask.submissionId } as const;
  return change(ledger, by, { ask, plan: () => ({ events: [{ content }] }) });
}

/** Lets one submission count, whatever the policy says. */
export function select(ledger: Ledger, by: Actor, ask: OnSubmission): Change {
  return change(ledger, by, {
    ask,
    plan: () => {
      const { submissionId } = ask;
      const assignment = assignmentOf(ledger, submissionId);
      const students = membersOf(ledger, submissionId);
      return { events: [{ content: { type: 'submission_selected', assignment, students, submissionId } }] };
    },
  });
}

export interface TimeCorrection extends OnSubmission {
  /** With offset. */
  readonly at: string;
}

/** Says when a submission was really made. */
export function correctTime(ledger: Ledger, by: Actor, ask: TimeCorrection): Change {
  const { submissionId, at: effectiveAt } = ask;
  const content = { type: 'submission_time_corrected', submissionId, effectiveAt } as const;
  return change(ledger, by, { ask, plan: () => ({ events: [{ content }] }) });
}

/** The assignment of a submission. @throws {Refusal} where it was never received. */
export function assignmentOf({ store, course }: Ledger, submissionId: string): string {
  const ofCourse = store.query.selectFrom('submissions').select('assignment').where('course', '=', course);
  const found = first(store, ofCourse.where('submissionId', '=', submissionId));
  if (found !== undefined) return found.assignment;
  throw new Refusal({ code: 'unknownSubmission', text: `Submission ${submissionId} was never received.` });
}
