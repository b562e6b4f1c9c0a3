import { Refusal, type Remark } from '../base/refusal.js';
import { publishRows } from '../batch/publish.js';
import { actorName, type Actor } from '../ledger/actor.js';
import { change, type Change, type Circumstances, type Plan } from '../ledger/commands/change.js';
import type { Ledger } from '../ledger/ledger.js';
import { checksOf, endRegrade, type Regrade } from '../work/regrades.js';
import { moveTo } from '../work/rows.js';
import { requireRegrade } from './progress.js';
import { readRegradeRows } from './rows.js';

export interface RegradePublication extends Circumstances {
  readonly assignment: string;
}

/**
 * Makes the grades of a regrade what counts: each is a further grade of its submission, which was handed in when it was.
 * Each student whose score changes by that is told once. The reason is the regrade's own where none is given.
 *
 * What ended without a grade keeps the one it has, and so does what was graded anew since, such as by *Rerun
 * Autograder*; each is named. One with points still open takes no score away.
 *
 * @throws {Refusal} `noRegrade`; `regradeOfSome` where only some checks were run; `regradeUnderWay` while some of it waits
 *   or runs; and as `change` does.
 */
export function publishRegrade(ledger: Ledger, by: Actor, ask: RegradePublication): Change {
  const regrade = requireRegrade(ledger, ask.assignment);
  const reason = ask.reason ?? regrade.reason ?? undefined;
  return change(ledger, by, {
    ask: { ...ask, reason },
    plan: () => plan(ledger, by, { regrade, reason, dryRun: ask.dryRun === true }),
  });
}

interface Publication {
  readonly regrade: Regrade;
  readonly reason: string | undefined;
  readonly dryRun: boolean;
}

function plan(ledger: Ledger, by: Actor, { regrade, reason, dryRun }: Publication): Plan {
  const { store } = ledger;
  const { ended, waiting, missing } = readRegradeRows(ledger, regrade);
  requireWhole(regrade);
  if (waiting > 0 && !dryRun) throw underWay(regrade, waiting);
  const { assignment } = regrade;
  const workOf = new Map(ended.map(([work, [item]]) => [item, work]));
  const { published, open, leftOut } = publishRows(
    ledger,
    {
      run: { assignment },
      rows: ended.map(([, row]) => row),
      gradedAt: (item) => workOf.get(item)?.changedAt,
      onPublished: (item, { gradedSeq, attempt }) => {
        const work = workOf.get(item);
        // The ledger has the grade now, and the row says which it is.
        if (work !== undefined) moveTo(store, work.id, 'graded', { gradedSeq, attempt, heldGrade: null });
      },
    },
    { actor: actorName(by), reason: reason ?? 'dry run' },
  );
  endRegrade(store, regrade, 'published');
  return { events: [], notes: notesOf({ published, open, leftOut, missing, waiting }) };
}

function notesOf(said: {
  readonly published: readonly string[];
  readonly open: readonly string[];
  readonly leftOut: readonly { readonly key: string; readonly why: string }[];
  readonly missing: number;
  readonly waiting: number;
}): Remark[] {
  const { published, open, leftOut, missing, waiting } = said;
  const notes = [
    `${published.length} grades published.`,
    ...(open.length === 0 ? [] : [`With points still open, so that no score changes: ${open.join(', ')}.`]),
    ...leftOut.map(({ key, why }) => `${key} keeps the grade it has: ${why}`),
    ...(waiting === 0 ? [] : [`Not graded yet: ${waiting}. It can be published once they are.`]),
    ...(missing === 0 ? [] : [`Submissions that count and were not in the regrade: ${missing}.`]),
  ];
  return notes.map((text) => ({ code: 'published', text }));
}

function requireWhole(regrade: Regrade): void {
  const checks = checksOf(regrade);
  if (checks === null) return;
  throw new Refusal({
    code: 'regradeOfSome',
    text: `This is a regrade of ${checks.join(', ')} alone, which makes no grade.`,
    remedy: 'Course staff: have all checks run first.',
    values: { assignment: regrade.assignment },
  });
}

function underWay({ assignment }: Regrade, waiting: number): Refusal {
  return new Refusal({
    code: 'regradeUnderWay',
    text: `${waiting} submissions of the regrade of ${assignment} are not graded yet; nothing was changed.`,
    remedy: 'Course staff: wait for them, so that everybody’s score changes at once.',
    values: { assignment },
  });
}
