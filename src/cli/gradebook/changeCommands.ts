import type { Command } from '@commander-js/extra-typings';
import { readTable } from '../../base/csv/readCsv.js';
import { readTextFile } from '../../base/textFile.js';
import { numberColumns } from '../../gradebook/scoreColumn.js';
import { decideLetter } from '../../ledger/commands/decideLetter.js';
import { returnToCourse, withdraw } from '../../ledger/commands/enrolment.js';
import { importScores } from '../../ledger/commands/importScores.js';
import type { ExitCode } from '../exitCodes.js';
import { changing, runChange } from '../late/changeCommands.js';
import { WHO } from '../late/options.js';
import { COURSE_DIR, gradebookFiles } from './files.js';

/** What staff record for the gradebook: scores from elsewhere, who has left, letters that no table gives. */
export function addGradebookChanges(gradebook: Command, end: (code: ExitCode) => void): void {
  changing(
    gradebook,
    'import',
    'scores from a file of Gradescope’s or Canvas’s: all of it or nothing; again is no change',
  )
    .argument('<item>', 'what is graded elsewhere, such as midterm; or, with --written, an assignment')
    .argument('<csv>')
    .option('--written', 'the scores are those of the assignment’s written part')
    .option('--column <heading>', 'which column, where it is not called as the item is')
    .option('--points <points>', 'the maximum, where the file does not say')
    .option('--skip-unknown', 'pass over rows of people who are not on the roster')
    .option(...COURSE_DIR)
    .action(async (item, file, options) => {
      const files = await gradebookFiles(options);
      const table = readTable(await readTextFile(file), file, numberColumns);
      const ask = { ...options, item, file, table, written: options.written === true };
      end(await runChange(options, (ledger, by) => importScores(ledger, by, files, ask)));
    });
  changing(gradebook, 'letter', 'a letter that staff decide on, such as A+, whatever the percentage')
    .argument(...WHO)
    .argument('<letter>', 'one of the course’s, or none, which takes the decision back')
    .option(...COURSE_DIR)
    .action(async (student, letter, options) => {
      const { grade } = await gradebookFiles(options);
      const ask = { ...options, student, letter: letter === 'none' ? null : letter };
      end(await runChange(options, (ledger, by) => decideLetter(ledger, by, grade, ask)));
    });
  changing(gradebook, 'drop', 'take a student who has left the course out of the gradebook and its exports')
    .argument(...WHO)
    .action(async (student, options) => {
      end(await runChange(options, (ledger, by) => withdraw(ledger, by, { ...options, student })));
    });
  changing(gradebook, 'return', 'take a student who was dropped in again')
    .argument(...WHO)
    .action(async (student, options) => {
      end(await runChange(options, (ledger, by) => returnToCourse(ledger, by, { ...options, student })));
    });
}
