import { Refusal } from '../../base/refusal.js';
import type { Actor } from '../actor.js';
import type { Ledger } from '../ledger.js';
import { readRecorded } from '../recordedScores.js';
import { studentOf } from '../students.js';
import { change, type Change, type Circumstances } from './change.js';

export interface EnrolmentAsk extends Circumstances {
  readonly student: string;
}

/** Takes a student out of the gradebook, its sums and its exports: what they handed in stays, and so does the roster. */
export function withdraw(ledger: Ledger, by: Actor, ask: EnrolmentAsk): Change {
  return setEnrolled(ledger, by, ask, false);
}

/** The opposite. */
export function returnToCourse(ledger: Ledger, by: Actor, ask: EnrolmentAsk): Change {
  return setEnrolled(ledger, by, ask, true);
}

function setEnrolled(ledger: Ledger, by: Actor, ask: EnrolmentAsk, enrolled: boolean): Change {
  return change(ledger, by, {
    ask,
    plan: ({ isRetry }) => {
      const { student } = studentOf(ledger, ask.student);
      const has = !readRecorded(ledger).withdrawn.has(student);
      if (!isRetry && has === enrolled) {
        const text = has ? `${student} is in the course.` : `${student} has left the course already.`;
        throw new Refusal({ code: 'enrolledAlready', text });
      }
      const type = enrolled ? 'student_returned' : 'student_withdrawn';
      const people = [`${student}: ${enrolled ? 'in the gradebook again' : 'no longer in the gradebook'}.`];
      return { events: [{ content: { type, student } }], people, needsNoReason: true };
    },
  });
}
