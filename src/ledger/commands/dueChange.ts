import { createDueTimes } from '../../late/dueTimes.js';
import { collectFacts } from '../../late/fold.js';
import { checkContent, type EventContent } from '../eventContent.js';
import { readLedgerInput } from '../ledgerInput.js';
import type { Actor } from '../actor.js';
import type { Ledger } from '../ledger.js';
import { currentTerms } from '../terms.js';
import { change, type Change, type Circumstances, type Plan } from './change.js';

export interface DueChange extends Circumstances {
  readonly assignment: string;
  /** A wall time in the assignment's zone: `2027-02-12T23:59:00`. */
  readonly to: string;
}

/** Moves a due time for everybody, and names the extensions that this leaves without effect. */
export function dueChange(ledger: Ledger, by: Actor, ask: DueChange): Change {
  return change(ledger, by, { ask, plan: () => plan(ledger, ask) });
}

function plan(ledger: Ledger, { assignment, to: dueLocal }: DueChange): Plan {
  const before = currentTerms(ledger, assignment);
  const content: EventContent = { type: 'assignment_set', assignment, dueLocal };
  checkContent(content);
  const dueTimes = createDueTimes();
  const base = dueTimes.base({ ...before, dueLocal });
  const facts = collectFacts(readLedgerInput(ledger).input, dueTimes);
  const idle = [...facts.students.values()].flatMap(({ id, works }) => {
    const extension = works.get(assignment)?.extensions.at(-1);
    const isIdle = extension !== undefined && dueTimes.extended({ ...before, dueLocal }, extension) <= base;
    if (!isIdle) return [];
    const text = `Event ${extension.seq}, an extension of ${id}, is now without effect.`;
    return [{ code: 'idleExtension', text }];
  });
  return { events: [{ content }], notes: idle };
}
