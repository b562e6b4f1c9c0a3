import { publishRows } from '../../batch/publish.js';
import { actorName, type Actor } from '../../ledger/actor.js';
import { change, type Plan } from '../../ledger/commands/change.js';
import type { Ledger } from '../../ledger/ledger.js';
import { UsageError, type ExitCode } from '../exitCodes.js';
import { runChange } from '../late/changeCommands.js';
import type { ChangeOptions } from '../late/options.js';
import { savedRun } from './savedRun.js';

function openNotes(open: readonly string[]): string[] {
  if (open.length === 0) return [];
  return [
    `${open.length} recorded with points still open, because checks could not be completed: ${open.join(', ')}.`,
    'Course staff: mend the checks, then run these again into another folder and publish that.',
  ];
}

/** `assay batch publish`: the grades of a run into the ledger; `--dry-run` says who would change, before and after. */
export async function batchPublishCommand(path: string, options: ChangeOptions): Promise<ExitCode> {
  const saved = await savedRun(path);
  const { checks } = saved.run;
  if (checks !== null) {
    throw new UsageError(`${path} is a run of ${checks.join(', ')} alone, which is no grade. Run all checks first.`);
  }
  return runChange(options, (ledger, by) => change(ledger, by, { ask: options, plan: () => plan(ledger, by) }));

  function plan(ledger: Ledger, by: Actor): Plan {
    const decision = { actor: actorName(by), reason: options.reason };
    const { published, open, unchanged, leftOut } = publishRows(ledger, saved, decision);
    const counts = `${published.length} grades published, ${unchanged.length} were there already.`;
    const left = leftOut.map(({ key, why }) => `Left out ${key}: ${why}`);
    return { events: [], notes: [counts, ...openNotes(open), ...left].map((text) => ({ code: 'published', text })) };
  }
}
