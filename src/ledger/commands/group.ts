import type { Remark } from '../../base/refusal.js';
import { readCharges } from '../charges.js';
import { reviveCounted } from '../../work/supersede.js';
import type { Actor } from '../actor.js';
import type { Ledger } from '../ledger.js';
import { studentOf } from '../students.js';
import { change, type Change, type Plan } from './change.js';
import { assignmentOf, type OnSubmission } from './submissions.js';

export interface GroupChange extends OnSubmission {
  readonly student: string;
  readonly to: 'add' | 'remove';
}

/** Lets a student have a submission, as one of its group, or have it no longer. */
export function changeGroup(ledger: Ledger, by: Actor, ask: GroupChange): Change {
  return change(ledger, by, { ask, plan: () => plan(ledger, ask) });
}

function plan(ledger: Ledger, { submissionId, student: who, to }: GroupChange): Plan {
  const { store, course } = ledger;
  const { student } = studentOf(ledger, who);
  const assignment = assignmentOf(ledger, submissionId);
  const members = to === 'add' ? { joined: [student] } : { left: [student] };
  const [charged] = readCharges(ledger, student);
  const counting = charged?.charges.assignments[assignment]?.submissionId ?? null;
  const notes: Remark[] = [
    {
      code: 'groupOnGradescope',
      text: 'To do on Gradescope: the same. This decision stands, whatever group Gradescope names later.',
    },
  ];
  if (to === 'add' && counting !== null && counting !== submissionId) {
    const what = `${student} has submission ${counting} of ${assignment} as well`;
    notes.unshift({
      code: 'otherSubmissionToo',
      text: `${what}.`,
      remedy: 'Select the one that counts.',
      values: { what },
    });
  }
  return {
    events: [{ content: { type: 'submission_members_changed', submissionId, ...members } }],
    notes,
    then: () => {
      if (to === 'remove') reviveCounted(store, { course, assignment, students: [student] });
    },
  };
}
