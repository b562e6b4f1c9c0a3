import { Refusal } from '../base/refusal.js';
import { createDueTimes } from '../late/dueTimes.js';
import { collectFacts } from '../late/fold.js';
import type { EpochMicros } from '../late/instant.js';
import type { Assignment } from '../late/model.js';
import { readLedgerInput } from './ledgerInput.js';
import type { Ledger } from './ledger.js';

/** When an assignment is due for those without more time. */
export function baseDue(terms: Assignment): EpochMicros {
  return createDueTimes().base(terms);
}

/** The terms in force. @throws {Refusal} where there is no such assignment. */
export function currentTerms(ledger: Ledger, assignment: string): Assignment {
  const { terms } = collectFacts(readLedgerInput(ledger, { students: [] }).input, createDueTimes());
  const found = terms.get(assignment);
  if (found !== undefined) return found.assignment;
  const text = `There is no assignment ${assignment}. Known: ${[...terms.keys()].join(', ')}.`;
  throw new Refusal({ code: 'unknownAssignment', text });
}
