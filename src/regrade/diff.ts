import { diffRuns, type RunDiff } from '../batch/diff.js';
import type { BatchRow } from '../batch/gradeTables.js';
import type { ItemEnd } from '../batch/runFolder.js';
import type { Grade } from '../grade/grade.js';
import type { Ledger } from '../ledger/ledger.js';
import { readStanding } from '../ledger/grades.js';
import { checksOf, type Regrade } from '../work/regrades.js';
import { requireRegrade } from './progress.js';
import { readRegradeRows } from './rows.js';

export interface RegradeDiff extends RunDiff {
  readonly regrade: Regrade;
  /** The only checks that are compared; null for all. */
  readonly checks: readonly string[] | null;
  readonly waiting: number;
  readonly missing: number;
}

/**
 * What the regrade that is under way would change: the grades that count now against those that it has made so far, by
 * submission and by check, with the cause. Nothing is stored.
 *
 * @throws {Refusal} `noRegrade`.
 */
export function diffRegrade(ledger: Ledger, assignment: string): RegradeDiff {
  const regrade = requireRegrade(ledger, assignment);
  const { ended, waiting, missing } = readRegradeRows(ledger, regrade);
  const checks = checksOf(regrade);
  const after = ended.map(([, [item, end]]): BatchRow => [item, narrowed(end, checks)]);
  const before = after.map(([item]): BatchRow => {
    const standing = readStanding(ledger, item.submissionId);
    const end: ItemEnd = standing === undefined ? { kind: 'open' } : { kind: 'graded', grade: standing.grade };
    return [item, narrowed(end, checks)];
  });
  return { ...diffRuns(before, after), regrade, checks, waiting, missing };
}

/** As if there were no other checks; the outcome speaks of all of them, so it is one here. */
function narrowed(end: ItemEnd, checks: readonly string[] | null): ItemEnd {
  if (checks === null || end.kind !== 'graded') return end;
  const own = end.grade.checks.filter(({ id }) => checks.includes(id));
  const sum = (of: 'earnedMicroPoints' | 'maxMicroPoints'): number =>
    own.reduce((total, check) => total + check[of], 0);
  const outcome = own.every(({ status }) => status === 'passed') ? 'passed' : 'failed';
  const grade: Grade = {
    ...end.grade,
    ...{ checks: own, outcome, earnedMicroPoints: sum('earnedMicroPoints'), maxMicroPoints: sum('maxMicroPoints') },
  };
  return { kind: 'graded', grade };
}
