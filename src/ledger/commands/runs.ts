import { Refusal } from '../../base/refusal.js';
import type { WorkState } from '../../db/tables.js';
import { cancel, force } from '../../work/decide.js';
import { requireWork } from '../../work/rows.js';
import { actorName, type Actor } from '../actor.js';
import type { Ledger } from '../ledger.js';
import { memberOf, requireInstructor } from '../permission.js';

/** What is asked about one run of a submission; the reason is kept with it. */
export interface OnRun {
  /** Of its work row. */
  readonly id: string;
  readonly reason: string;
}

/**
 * Has it run once more. Everybody on the staff may: it takes nothing from anybody.
 *
 * @param grader as `thisGrader` gives it.
 * @throws {Refusal} `unknownWork`, `wrongState`, or where there is no reason.
 */
export function runAgain(ledger: Ledger, by: Actor, ask: OnRun & { readonly grader: string }): WorkState {
  memberOf(ledger, by);
  return force(ledger.store, own(ledger, ask), { actor: actorName(by), reason: ask.reason.trim() }, ask.grader);
}

/** Stops it: what has no grade yet then counts as one that cannot be graded. @throws {Refusal} as above. */
export function stopRun(ledger: Ledger, by: Actor, ask: OnRun): WorkState {
  requireInstructor(memberOf(ledger, by));
  return cancel(ledger.store, own(ledger, ask), { actor: actorName(by), reason: ask.reason.trim() });
}

/** @throws {Refusal} for work of another course as for none. */
function own({ store, course }: Ledger, { id, reason }: OnRun): string {
  const work = requireWork(store, id);
  if (work.course !== course) {
    throw new Refusal({ code: 'unknownWork', text: `There is no work ${id}.`, remedy: 'Ask again with the right id.' });
  }
  if (reason.trim() !== '') return id;
  throw new Refusal({ code: 'noReason', text: 'This has no reason; nothing was changed.', remedy: 'Give a reason.' });
}
