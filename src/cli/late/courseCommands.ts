import { Option, type Command } from '@commander-js/extra-typings';
import { EXIT, type ExitCode } from '../exitCodes.js';
import { writeOut } from '../writeOut.js';
import { answer, printAnswer } from './answer.js';
import { readTable } from '../../base/csv/readCsv.js';
import { readGradescopeTable, scoreColumns } from '../../ledger/questions/gradescopeTable.js';
import { whole } from './numbers.js';
import { COURSE_ID, ledgerOf, JSON_OUT, LEDGER, openReader, printLines } from './options.js';
import { reconcile } from '../../ledger/questions/reconcile.js';
import { reconcileAnswer } from './courseText.js';
import { report } from './report.js';
import { readTextFile } from '../../base/textFile.js';

const MAP = [
  '--map <title=assignment>',
  'which title there is which assignment here; may be given again',
  listed,
] as const;

function listed(pair: string, earlier: string[] | undefined): string[] {
  return [...(earlier ?? []), pair];
}

/** Commands that look at a whole course. */
export function addCourseCommands(late: Command, end: (code: ExitCode) => void): void {
  late
    .command('reconcile')
    .description('lateness here against Gradescope’s; exit code 1 where something differs')
    .requiredOption('--gradescope <csv>', 'grades as Gradescope exports them, of the course or of one assignment')
    .option('--assignment <id>', 'which one the file is about; of a file about the course, only this one')
    .option(...MAP)
    .option('--tolerance <seconds>', 'a difference that is none', whole, 1)
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (options) => {
      const { gradescope: file, tolerance: toleranceSeconds } = options;
      const entries = readGradescopeTable(readTable(await readTextFile(file), file, scoreColumns), file);
      end(
        await answer(options, (ledger) =>
          reconcileAnswer(reconcile(ledger, entries, { ...options, toleranceSeconds })),
        ),
      );
    });
  late
    .command('report')
    .description('the course at a glance: lateness, hours, penalties, students running low')
    .option('--assignment <id>', 'only this one; balances are always the course’s')
    .option('--html <file>', 'write a page with plots there, which needs nothing else')
    .addOption(
      new Option('--audience <who>', 'shared: without persons and small groups')
        .choices(['staff', 'shared'] as const)
        .default('staff' as const),
    )
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (options) => {
      using store = await openReader(options);
      const { html, audience, assignment } = options;
      const made = report(ledgerOf(store, options), audience, assignment);
      if (html !== undefined) await writeOut(html, made.page());
      if (html === undefined || options.json === true) printAnswer(made, options);
      else printLines([`The report is in ${html}.`]);
      end(EXIT.passed);
    });
}
