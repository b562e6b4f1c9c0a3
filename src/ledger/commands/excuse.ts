import type { Actor } from '../actor.js';
import type { Ledger } from '../ledger.js';
import { studentOf } from '../students.js';
import { change, type Change, type Circumstances } from './change.js';

export interface Excuse extends Circumstances {
  readonly student: string;
  readonly assignment: string;
}

/** Charges a student nothing for an assignment. */
export function excuse(ledger: Ledger, by: Actor, ask: Excuse): Change {
  return change(ledger, by, {
    ask,
    plan: () => {
      const { student } = studentOf(ledger, ask.student);
      return { events: [{ content: { type: 'assignment_excused', student, assignment: ask.assignment } }] };
    },
  });
}
