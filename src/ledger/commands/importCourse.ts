import { isDeepStrictEqual } from 'node:util';
import type { EventContent } from '../eventContent.js';
import type { Actor } from '../actor.js';
import { assignmentSets, type CourseFiles } from '../courseFiles.js';
import type { Ledger } from '../ledger.js';
import { differingTerms, readSaid, type Said } from '../ledgerSays.js';
import { change, type Change, type Circumstances, type Plan } from './change.js';
import { policyWarnings } from './policyWarnings.js';

export interface CourseImport extends Circumstances {
  readonly files: CourseFiles;
}

/** Records what the files say and the ledger does not: what is new to it, and what it says otherwise. */
export function importCourse(ledger: Ledger, by: Actor, ask: CourseImport): Change {
  return change(ledger, by, { ask, plan: () => plan(ledger, ask.files) });
}

function plan(ledger: Ledger, files: CourseFiles): Plan {
  const { late } = files;
  const said = readSaid(ledger);
  const events: EventContent[] = [...newToLedger(said, files)];
  if (said.policy !== undefined && !isDeepStrictEqual(said.policy, late.policy)) {
    events.push({ type: 'policy_set', policy: late.policy });
  }
  const sets = assignmentSets(files);
  events.push(...sets.filter((set) => differingTerms(said, set).length > 0));
  const notes = policyWarnings(late.policy, sets).map((text) => ({ code: 'policyWarning', text }));
  return { events: events.map((content) => ({ content })), notes };
}

/**
 * What a server records of the files when it starts: the policy and assignments that the ledger says nothing of yet, and
 * who works on the course. What the ledger says already stays, for a restart changes no charge.
 */
export function recordNew(ledger: Ledger, by: Actor, files: CourseFiles): Change {
  const plan = (): Plan => ({ events: newToLedger(readSaid(ledger), files).map((content) => ({ content })) });
  return change(ledger, by, { ask: {}, plan });
}

function newToLedger(said: Said, files: CourseFiles): EventContent[] {
  const { policy, staff } = files.late;
  const events: EventContent[] = [];
  if (said.policy === undefined) events.push({ type: 'policy_set', policy });
  if (!isDeepStrictEqual(said.staff, staff)) events.push({ type: 'staff_set', staff });
  return [...events, ...assignmentSets(files).filter(({ assignment }) => !said.terms.has(assignment))];
}
