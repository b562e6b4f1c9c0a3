import { Option, type Command } from '@commander-js/extra-typings';
import { ASSIGNMENT, COURSE, GPUS, positive, words } from '../arguments.js';
import type { ExitCode } from '../exitCodes.js';
import { changing } from '../late/changeCommands.js';
import { COURSE_ID, JSON_OUT, LEDGER } from '../late/options.js';
import { batchDiffCommand } from './diff.js';
import { batchPublishCommand } from './publish.js';
import { batchReportCommand } from './report.js';
import { batchRunCommand } from './run.js';

/** Adds `batch` and its subcommands. `end` gets the exit code. */
export function batchCommand(root: Command, end: (code: ExitCode) => void): void {
  const batch = root.command('batch').description('grade a whole class again, compare, publish');
  batch
    .command('run')
    .description('grade an export, a folder of notebooks, or what the server keeps; the same command goes on with it')
    .argument(...ASSIGNMENT)
    .argument('[source]', 'a Gradescope submissions export (zip or folder) or a folder of notebooks')
    .option(...COURSE)
    .option('--students <list>', 'instead of a source: students of the ledger, with commas between; all for everybody')
    .addOption(
      new Option('--pick <which>', 'of a student of the ledger')
        .choices(['active', 'latest'] as const)
        .default('active' as const),
    )
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option('--out <dir>', 'the run’s folder')
    .option('--only <list>', 'only these, with commas between: keys, ids, addresses, numbers or names', words)
    .option('--failed', 'also what ended without a grade, or with a check that broke')
    .option('--check <id...>', 'run only these checks; the result is no grade')
    .option('--limit <n>', 'at most so many now', positive)
    .option('--workers <n>', 'submissions at once, where no worker serves the queue and this command does', positive)
    .option(...GPUS)
    .action(async (assignment, source, options) => {
      end(await batchRunCommand(assignment, source, options));
    });
  batch
    .command('diff')
    .description('what differs between two runs, by student and by check, and why')
    .argument('<before>', 'the folder of a run')
    .argument('<after>', 'the folder of another')
    .option(...JSON_OUT)
    .action(async (before, after, options) => {
      end(await batchDiffCommand(before, after, options));
    });
  batch
    .command('report')
    .description('write the tables and the HTML report of a run again; other runs of it show what is not reproducible')
    .argument('<run>', 'the folder of a run')
    .argument('[others...]', 'folders of other runs of the same assignment')
    .option(...COURSE)
    .action(async (run, others, options) => {
      end(await batchReportCommand(run, others, options));
    });
  changing(batch, 'publish', 'put the grades of a run into the ledger')
    .argument('<run>', 'the folder of a run')
    .action(async (run, options) => {
      end(await batchPublishCommand(run, options));
    });
}
