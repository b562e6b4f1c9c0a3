import type { Actor } from '../actor.js';
import type { Ledger } from '../ledger.js';
import { studentOf } from '../students.js';
import { change, type Change, type Circumstances } from './change.js';

export interface Grant extends Circumstances {
  readonly student: string;
  /** Below 0 takes some away. */
  readonly hours: number;
}

/** Adds late hours to a student's budget. */
export function grant(ledger: Ledger, by: Actor, ask: Grant): Change {
  return change(ledger, by, {
    ask,
    plan: () => {
      const { student } = studentOf(ledger, ask.student);
      return { events: [{ content: { type: 'budget_adjusted', student, deltaHours: ask.hours } }] };
    },
  });
}
