import { publishRows } from '../../batch/publish.js';
import { UsageError, type ExitCode } from '../exitCodes.js';
import { runChange } from '../late/changeCommands.js';
import type { ChangeOptions } from '../late/options.js';
import { savedRun } from './savedRun.js';

/** `assay batch publish`: the grades of a run into the ledger; `--dry-run` says who would change, before and after. */
export async function batchPublishCommand(path: string, options: ChangeOptions): Promise<ExitCode> {
  const { run, rows } = await savedRun(path);
  if (run.checks !== null) {
    throw new UsageError(
      `${path} is a run of ${run.checks.join(', ')} alone, which is no grade. Run all checks first.`,
    );
  }
  return runChange(options, (store, course) => {
    const { published, unchanged, leftOut } = publishRows(store, course, run, rows);
    const counts = `${published.length} grades published, ${unchanged.length} were there already.`;
    return { events: [], notes: [counts, ...leftOut.map(({ key, why }) => `Left out ${key}: ${why}`)] };
  });
}
