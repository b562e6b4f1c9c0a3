import { Refusal } from '../../base/refusal.js';
import type { Actor } from '../actor.js';
import type { CourseFiles } from '../courseFiles.js';
import type { Ledger } from '../ledger.js';
import { releaseCheck } from '../questions/releaseCheck.js';
import { change, hasReason, type Change, type Circumstances, type Plan } from './change.js';

export interface Release extends Circumstances {
  readonly assignment: string;
  /** Whatever stands against it; needs a reason. */
  readonly force?: boolean | undefined;
  /** To compare with the ledger. */
  readonly files?: CourseFiles | undefined;
}

/**
 * Records that the grades are released, which fixes their charges.
 *
 * @throws {Refusal} where something stands against it and it is not forced, with a reason.
 */
export function release(ledger: Ledger, by: Actor, ask: Release): Change {
  return change(ledger, by, { ask, plan: ({ isRetry }) => plan(ledger, ask, isRetry) });
}

function plan(ledger: Ledger, ask: Release, isRetry: boolean): Plan {
  const { assignment, files, force } = ask;
  const { blockers, notes } = releaseCheck(ledger, assignment, files);
  if (!isRetry && blockers.length > 0 && (force !== true || !hasReason(ask))) {
    throw new Refusal({
      code: 'notToBeReleased',
      text: `${assignment} should not be released:`,
      because: blockers,
      remedy: 'To release it all the same, force it and give a reason.',
    });
  }
  return {
    events: [{ content: { type: 'grades_released', assignment } }],
    notes: [...blockers, ...notes],
    needsNoReason: true,
  };
}
