import { diffRegrade } from '../../regrade/diff.js';
import { diffLines } from '../batch/diffText.js';
import { EXIT, type ExitCode } from '../exitCodes.js';
import { answer } from '../late/answer.js';
import type { LedgerOptions } from '../late/options.js';

/** `assay regrade diff`: exit code 1 where something differs, like diff(1). */
export async function regradeDiffCommand(assignment: string, options: LedgerOptions): Promise<ExitCode> {
  return answer(options, (ledger) => {
    const diff = diffRegrade(ledger, assignment);
    const { checks, waiting, missing } = diff;
    const lines = [
      ...diffLines(diff),
      ...(checks === null ? [] : [`Only ${checks.join(', ')} were run and compared; this cannot be published.`]),
      ...(waiting === 0 ? [] : [`Not graded yet: ${waiting}.`]),
      ...(missing === 0 ? [] : [`Not in the regrade, though they count: ${missing}. Ask for it again to add them.`]),
    ];
    return { lines, json: diff, code: diff.changes.length === 0 ? EXIT.passed : EXIT.studentFailure };
  });
}
