import { Refusal } from '../base/refusal.js';
import { readLedgerSource } from '../batch/ledgerSource.js';
import { nameOf } from '../batch/items.js';
import { graderVersion } from '../course/graderVersion.js';
import { gpuWaitOf, laneOf } from '../course/lane.js';
import type { LoadedAssignment } from '../course/load.js';
import { actorName, type Actor } from '../ledger/actor.js';
import { writeOrTry } from '../ledger/commands/writeOrTry.js';
import type { Ledger } from '../ledger/ledger.js';
import { memberOf } from '../ledger/permission.js';
import { admitToRun } from '../work/admitToRun.js';
import { openRegrade, type Regrade } from '../work/regrades.js';

export interface RegradeAsk {
  /** In the version that grades: of now. Its files are among the blobs. */
  readonly loaded: LoadedAssignment;
  /** As `thisGrader` gives it: the images of now. */
  readonly grader: string;
  /** Keys, e-mail addresses, numbers or names of students; empty for everybody. */
  readonly only: readonly string[];
  /** Only these checks, to see what they come to; null for all, which alone can be published. */
  readonly checks: readonly string[] | null;
  readonly reason?: string | undefined;
  /** Only finds out what would be graded. */
  readonly dryRun?: boolean | undefined;
}

/** A regrade that was begun, or gone on with. */
export interface Begun {
  readonly regrade: Regrade;
  readonly isNew: boolean;
  /** Submissions that came to it by this, that are tried again, and that were in it already. */
  readonly added: number;
  readonly again: number;
  readonly there: number;
  /** Counting submissions that cannot be graded, and why. */
  readonly leftOut: readonly { readonly submissionId: string; readonly who: string; readonly why: string }[];
}

/**
 * Has the submissions that count for an assignment graded again, as rows beside the ones that came in. Nothing of it
 * counts before it is published. The same again goes on with the same regrade: who counts since joins it, and what ended
 * without a grade is tried again. Another version or other checks begin another one, in its place.
 *
 * @throws {Refusal} where somebody is not known, nobody has handed in, a check cannot be there, or `by` is not staff.
 */
export function beginRegrade(ledger: Ledger, by: Actor, ask: RegradeAsk): Begun {
  const { store, course } = ledger;
  const { assignment, digest } = ask.loaded;
  requireChecks(ask);
  memberOf(ledger, by);
  return writeOrTry(store, ask.dryRun === true, () => {
    const { items, unknown } = readLedgerSource(ledger, { assignment: assignment.id, words: ask.only, pick: 'active' });
    if (unknown.length > 0) throw unknownStudents(unknown);
    if (items.length === 0) throw nothingToRegrade(assignment.id);
    const terms = { course, assignment: assignment.id, assignmentDigest: digest, checks: ask.checks };
    const { regrade, isNew } = openRegrade(
      store,
      { ...terms, graderVersion: graderVersion(ask.grader, digest) },
      { actor: actorName(by), reason: ask.reason ?? null },
    );
    const lane = { lane: laneOf(assignment), gpuWaitSeconds: gpuWaitOf(assignment) ?? null };
    const run = { ...regrade, ...lane, workClass: 'regrade' } as const;
    const counts = { new: 0, again: 0, there: 0 };
    const leftOut: Begun['leftOut'][number][] = [];
    for (const item of items) {
      const { submissionId, createdAt, notebook, problem } = item;
      if (notebook === null || createdAt === null) {
        leftOut.push({ submissionId, who: nameOf(item), why: problem ?? 'It has no notebook.' });
        continue;
      }
      const { path: fileName, ...file } = notebook;
      counts[admitToRun(store, run, { submissionId, createdAt, fileName, notebook: file }).was]++;
    }
    return { regrade, isNew, added: counts.new, again: counts.again, there: counts.there, leftOut };
  });
}

function requireChecks({ checks, loaded }: RegradeAsk): void {
  const { id: assignment, questions } = loaded.assignment;
  const unknown = (checks ?? []).filter((check) => !questions.some(({ number }) => check.startsWith(`${number}.`)));
  if (unknown.length === 0) return;
  throw new Refusal({
    code: 'unknownChecks',
    text: `${assignment} has no question with the check ${unknown.join(', ')}.`,
    remedy: 'Give the numbers of its checks, such as 2.1.',
  });
}

function unknownStudents(unknown: readonly string[]): Refusal {
  return new Refusal({
    code: 'unknownStudents',
    text: `Not one student of the roster each: ${unknown.join(', ')}.`,
    remedy: 'Give keys, e-mail addresses, numbers or whole names.',
  });
}

function nothingToRegrade(assignment: string): Refusal {
  return new Refusal({
    code: 'nothingToRegrade',
    text: `No submission of these students counts for ${assignment}, so there is nothing to grade again.`,
  });
}
