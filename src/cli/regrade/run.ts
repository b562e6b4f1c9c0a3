import { join } from 'node:path';
import { freeze } from '../../course/freeze.js';
import { isOpen } from '../../grade/openPoints.js';
import type { Ledger } from '../../ledger/ledger.js';
import { beginRegrade, type Begun } from '../../regrade/begin.js';
import { readProgress } from '../../regrade/progress.js';
import { blobFolder } from '../../machine/blobFolder.js';
import { readCurrentVersion } from '../../ledger/versions.js';
import { checksOf } from '../../work/regrades.js';
import { EXIT, type ExitCode } from '../exitCodes.js';
import { actorOf, ledgerOf, openWriter, printLines, type LedgerOptions } from '../late/options.js';
import { stateDir, thisGrader } from '../setting.js';
import { awaitRegrade } from './awaitRegrade.js';

export interface RegradeRunOptions extends Omit<LedgerOptions, 'json'> {
  readonly course: string;
  readonly only: readonly string[];
  readonly check?: readonly string[] | undefined;
  readonly reason?: string | undefined;
  readonly wait: boolean;
  readonly workers?: number | undefined;
  readonly gpus?: string | undefined;
  readonly as?: string | undefined;
  readonly dryRun?: true | undefined;
}

/** `assay regrade`: has what counts graded again, or goes on where it was left, and waits for it. */
export async function regradeRunCommand(assignment: string, options: RegradeRunOptions): Promise<ExitCode> {
  const state = await stateDir(process.env);
  const blobs = blobFolder(join(state, 'blobs'));
  const loaded = await freeze(blobs, options.course, assignment);
  const grader = await thisGrader();
  using store = await openWriter(options);
  const ledger = ledgerOf(store, options);
  const { only, reason, dryRun, check: checks = null } = options;
  const begun = beginRegrade(ledger, actorOf(options), { loaded, grader, only, checks, reason, dryRun });
  printLines(begunLines(ledger, begun, dryRun === true));
  if (dryRun === true || !options.wait) return EXIT.passed;
  const isWhole = await awaitRegrade(ledger, begun.regrade, { ...options, loaded, blobs, state });
  const { lines, code } = stateOf(ledger, begun);
  printLines(lines);
  return isWhole ? code : EXIT.interrupted;
}

function begunLines(ledger: Ledger, begun: Begun, dryRun: boolean): string[] {
  const { regrade, isNew, added, again, there, leftOut } = begun;
  const { assignment, graderVersion, assignmentDigest } = regrade;
  const checks = checksOf(regrade);
  const what = checks === null ? '' : `, checks ${checks.join(', ')} alone`;
  const published = readCurrentVersion(ledger, assignment);
  const counts = `${added} submissions to grade again, ${again} to try again, ${there} in it already.`;
  return [
    `Regrade of ${assignment} by ${graderVersion}${what}: ${isNew ? 'begun' : 'it goes on'}. ${counts}`,
    ...leftOut.map(({ who, submissionId, why }) => `Left out ${who} (${submissionId}): ${why}`),
    ...(published === undefined || published === assignmentDigest
      ? []
      : [`Published is another version: what comes in is graded by that until \`assay course publish\`.`]),
    ...(dryRun ? ['Dry run: nothing was stored.'] : []),
  ];
}

/** How it stands: without grade, with points open, and what comes next. */
function stateOf(ledger: Ledger, { regrade }: Begun): { readonly lines: string[]; readonly code: ExitCode } {
  const { assignment } = regrade;
  const { waiting, ended } = readProgress(ledger, regrade);
  const graded = ended.flatMap(([, end]) => (end.kind === 'graded' ? [end.grade] : []));
  const open = graded.filter(isOpen).length;
  const failed = ended.flatMap(([{ submissionId }, end]) =>
    end.kind === 'graded' ? [] : [`  ${submissionId}: ${end.message.split('\n')[0] ?? ''}`],
  );
  const lines = [
    `${assignment}: ${graded.length} graded again, ${failed.length} without a grade, ${waiting.length} not yet.`,
    ...(open === 0 ? [] : [`${open} with points still open: mend the checks, then ask again.`]),
    ...failed,
    `Nothing of it counts yet. \`assay regrade diff ${assignment}\` shows what would change, \`assay regrade publish ${assignment}\` makes it count.`,
  ];
  const code = failed.length > 0 ? EXIT.platformFailure : open > 0 ? EXIT.courseFailure : EXIT.passed;
  return { lines, code };
}
