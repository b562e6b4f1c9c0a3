import type { Command } from '@commander-js/extra-typings';
import { cancelRegrade } from '../../regrade/cancel.js';
import { publishRegrade } from '../../regrade/publish.js';
import { ASSIGNMENT, COURSE, GPUS, positive, words } from '../arguments.js';
import { EXIT, type ExitCode } from '../exitCodes.js';
import { changing, runChange } from '../late/changeCommands.js';
import { actorOf, AS, COURSE_ID, JSON_OUT, LEDGER, ledgerOf, openWriter, printLines } from '../late/options.js';
import { regradeDiffCommand } from './diff.js';
import { regradeRunCommand } from './run.js';

/** Adds `regrade` and its subcommands. `end` gets the exit code. */
export function regradeCommand(root: Command, end: (code: ExitCode) => void): void {
  const regrade = root
    .command('regrade')
    .description('grade what counts again, by the assignment and images of now; nothing counts before it is published');
  regrade
    .command('run', { isDefault: true })
    .description('begin, or go on; `run` need not be written')
    .argument(...ASSIGNMENT)
    .option(...COURSE)
    .option('--only <list>', 'only these students, with commas between: keys, addresses, numbers or names', words, [])
    .option('--check <id...>', 'run only these checks; the result is no grade, and cannot be published')
    .option('--reason <text>', 'why; publishing keeps it with the grades')
    .option('--no-wait', 'do not wait for it: whatever serves the ledger goes on')
    .option('--workers <n>', 'submissions at once, where neither server nor worker is there', positive)
    .option(...GPUS)
    .option(...AS)
    .option('--dry-run', 'only print what would be graded')
    .option(...LEDGER)
    .option(...COURSE_ID)
    .action(async (assignment, options) => {
      end(await regradeRunCommand(assignment, options));
    });
  regrade
    .command('diff')
    .description('which scores it would change and why, as far as it has come')
    .argument(...ASSIGNMENT)
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (assignment, options) => {
      end(await regradeDiffCommand(assignment, options));
    });
  changing(regrade, 'publish', 'make its grades what counts, and tell each student whose score changes')
    .argument(...ASSIGNMENT)
    .action(async (assignment, options) => {
      end(await runChange(options, (ledger, by) => publishRegrade(ledger, by, { ...options, assignment })));
    });
  regrade
    .command('cancel')
    .description('end it without publishing; every grade stays as it is')
    .argument(...ASSIGNMENT)
    .requiredOption('--reason <text>', 'why; it is kept with who decided')
    .option(...AS)
    .option(...LEDGER)
    .option(...COURSE_ID)
    .action(async (assignment, options) => {
      using store = await openWriter(options);
      const ask = { assignment, reason: options.reason };
      const stopped = cancelRegrade(ledgerOf(store, options), actorOf(options), ask);
      printLines([`The regrade of ${assignment} is cancelled; ${stopped} submissions were not graded yet.`]);
      end(EXIT.passed);
    });
}
