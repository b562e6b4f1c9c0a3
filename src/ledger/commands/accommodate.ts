import { Refusal } from '../../base/refusal.js';
import type { Actor } from '../actor.js';
import type { Ledger } from '../ledger.js';
import { studentOf } from '../students.js';
import { change, type Change, type Circumstances, type Plan } from './change.js';

export interface Accommodation extends Circumstances {
  readonly student: string;
  /** Of the budget, such as `1.5`. */
  readonly multiplier?: string | undefined;
  /** Elapsed hours after every due time. */
  readonly blanketHours?: number | undefined;
}

/** A larger budget, or more time for every assignment; the newest counts. @throws {Refusal} where it is neither. */
export function accommodate(ledger: Ledger, by: Actor, ask: Accommodation): Change {
  return change(ledger, by, { ask, plan: () => plan(ledger, ask) });
}

function plan(ledger: Ledger, { student: who, multiplier, blanketHours }: Accommodation): Plan {
  if (multiplier === undefined && blanketHours === undefined) {
    const text = 'Give a multiplier of the budget, hours after every due time, or both.';
    throw new Refusal({ code: 'emptyAccommodation', text });
  }
  const content = {
    type: 'accommodation_set',
    student: studentOf(ledger, who).student,
    ...(multiplier === undefined ? {} : { budgetMultiplier: multiplier }),
    ...(blanketHours === undefined ? {} : { blanketExtensionHours: blanketHours }),
  } as const;
  return { events: [{ content }] };
}
