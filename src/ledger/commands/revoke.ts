import { Refusal } from '../../base/refusal.js';
import type { EventContent } from '../eventContent.js';
import { readEvent } from '../events.js';
import type { Actor } from '../actor.js';
import type { Ledger } from '../ledger.js';
import { change, type Change, type Circumstances } from './change.js';

export interface Revocation extends Circumstances {
  /** The number of the extension's event. */
  readonly event: number;
}

/** Takes an extension back. @throws {Refusal} where the event is none that can be revoked. */
export function revoke(ledger: Ledger, by: Actor, ask: Revocation): Change {
  return change(ledger, by, { ask, plan: () => ({ events: [{ content: revocation(ledger, ask.event) }] }) });
}

function revocation({ store, course }: Ledger, targetSeq: number): EventContent {
  const target = readEvent(store, targetSeq);
  if (target?.course !== course) {
    throw new Refusal({ code: 'unknownEvent', text: `There is no event ${targetSeq} in this course.` });
  }
  if (target.content.type !== 'extension_granted') {
    throw new Refusal({
      code: 'notRevocable',
      text: `Event ${targetSeq} is ${target.content.type}, and only an extension can be revoked.`,
      remedy: 'What else was wrong is set right by its opposite: hours granted below 0, another selection or time.',
    });
  }
  const { student, assignment } = target.content;
  return { type: 'extension_revoked', student, assignment, targetSeq };
}
