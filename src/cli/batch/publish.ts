import { publishRows } from '../../batch/publish.js';
import { UsageError, type ExitCode } from '../exitCodes.js';
import { runChange } from '../late/changeCommands.js';
import { actorOf, type ChangeOptions } from '../late/options.js';
import { savedRun } from './savedRun.js';

/** `assay batch publish`: the grades of a run into the ledger; `--dry-run` says who would change, before and after. */
export async function batchPublishCommand(path: string, options: ChangeOptions): Promise<ExitCode> {
  const saved = await savedRun(path);
  const { checks } = saved.run;
  if (checks !== null) {
    throw new UsageError(`${path} is a run of ${checks.join(', ')} alone, which is no grade. Run all checks first.`);
  }
  const by = { actor: actorOf(options), reason: options.reason };
  return runChange(options, (store, course) => {
    const { published, unchanged, leftOut } = publishRows(store, course, saved, by);
    const counts = `${published.length} grades published, ${unchanged.length} were there already.`;
    return { events: [], notes: [counts, ...leftOut.map(({ key, why }) => `Left out ${key}: ${why}`)] };
  });
}
