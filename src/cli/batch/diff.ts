import { diffRuns } from '../../batch/diff.js';
import { EXIT, UsageError, type ExitCode } from '../exitCodes.js';
import { printJson, printLines } from '../late/options.js';
import { diffLines } from './diffText.js';
import { savedRun } from './savedRun.js';

/** `assay batch diff`: exit code 1 where something differs, like diff(1). */
export async function batchDiffCommand(
  beforePath: string,
  afterPath: string,
  { json }: { readonly json?: true | undefined },
): Promise<ExitCode> {
  const [before, after] = await Promise.all([savedRun(beforePath), savedRun(afterPath)]);
  if (before.run.assignment !== after.run.assignment) {
    throw new UsageError(`One is a run of ${before.run.assignment}, the other of ${after.run.assignment}.`);
  }
  const diff = diffRuns(before.rows, after.rows);
  if (json === true) printJson(diff);
  else printLines(diffLines(diff));
  return diff.changes.length === 0 ? EXIT.passed : EXIT.studentFailure;
}
