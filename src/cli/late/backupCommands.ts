import type { Command } from '@commander-js/extra-typings';
import { backUp, restore } from '../../ledger/backup.js';
import { EXIT, type ExitCode } from '../exitCodes.js';
import { printAnswer } from './answer.js';
import { JSON_OUT, LEDGER, ledgerFile, openReader } from './options.js';

/** Copying the ledger away, and back. */
export function addBackupCommands(late: Command, end: (code: ExitCode) => void): void {
  late
    .command('backup')
    .description('copy the ledger while it is in use, and verify the copy')
    .argument('<file>', 'where to; must not exist')
    .option(...LEDGER)
    .option(...JSON_OUT)
    .action(async (file, options) => {
      using store = await openReader(options);
      const report = await backUp(store, file);
      const { events, head } = report;
      printAnswer(
        { lines: [`${events} events are in ${file}.`, `Head: ${head.seq}:${head.hash}`], json: report },
        options,
      );
      end(EXIT.passed);
    });
  late
    .command('restore')
    .description('put a verified backup in the place of the ledger; what was there is kept beside it')
    .argument('<backup>', 'the backup')
    .option('--dry-run', 'only verify the backup and say what would be done')
    .option(...LEDGER)
    .option(...JSON_OUT)
    .action(async (backup, options) => {
      const file = await ledgerFile(options);
      const dryRun = options.dryRun === true;
      const restored = restore(file, backup, { now: () => new Date(), dryRun });
      const { report, kept } = restored;
      const lines = dryRun
        ? [
            `The backup is sound: its ${report.events} events would be put in ${file}, and what is there kept beside it.`,
            'Dry run: nothing was changed.',
          ]
        : [`${report.events} events are in ${file}.`, ...(kept === null ? [] : [`What was there is in ${kept}.`])];
      printAnswer({ lines, json: { dryRun, ...restored } }, options);
      end(EXIT.passed);
    });
}
