import { Option, type Command } from '@commander-js/extra-typings';
import { exportLedger, FORMATS } from '../../ledger/questions/exportTables.js';
import { policyText } from '../../ledger/questions/policyText.js';
import { whatIf } from '../../ledger/questions/whatIf.js';
import { EXIT, type ExitCode } from '../exitCodes.js';
import { writeOut } from '../writeOut.js';
import { answer } from './answer.js';
import { changesText } from './changeText.js';
import { lengthOf, whole, wholeOrBelow } from './numbers.js';
import { actorOf, AS, COURSE_ID, JSON_OUT, LEDGER, ledgerOf, openReader, WHO } from './options.js';

/** Commands that tell what might be, or tell it to others. */
export function addReportCommands(late: Command, end: (code: ExitCode) => void): void {
  late
    .command('whatif')
    .description('what would change for a student; nothing is stored')
    .argument(...WHO)
    .argument('<assignment>')
    .option('--at <time>', 'if they handed in then; with offset')
    .option('--extend <time>', 'if they had so much more time: 24h, or 2d', lengthOf)
    .option('--hours <n>', 'the same in hours', whole)
    .option('--days <n>', 'the same in days', whole)
    .option('--waive <n>', 'if so many late hours were waived', whole)
    .option('--grant <n>', 'if their budget were so much larger', wholeOrBelow)
    .addOption(new Option('--basis <basis>', 'if penalties were of this').choices(['earned', 'max', 'cap'] as const))
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (student, assignment, options) => {
      const hypothesis = { ...options, ...options.extend, student, assignment };
      end(
        await answer(options, (ledger) => {
          const json = whatIf(ledger, hypothesis);
          return { json, lines: [...changesText(json.changes), 'Dry run: nothing was stored.'] };
        }),
      );
    });
  late
    .command('export')
    .description('the ledger for other programs: two CSV tables, or all events as JSON lines')
    .addOption(new Option('--format <format>', 'which').choices(FORMATS).default('gradebook' as const))
    .option('--student <student>', 'only this one: key, e-mail address, number or whole name')
    .option('--out <file>', 'write it there; standard output otherwise')
    .option(...AS)
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (options) => {
      using store = await openReader(options);
      const made = exportLedger(ledgerOf(store, options), actorOf(options), options);
      const text = options.json === true ? `${JSON.stringify(made.records, null, 2)}\n` : made.text;
      if (options.out === undefined) process.stdout.write(text);
      else await writeOut(options.out, text);
      end(EXIT.passed);
    });
  late
    .command('policy-text')
    .description('the policy in force, in sentences for students')
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (options) => {
      end(
        await answer(options, (ledger) => {
          const json = policyText(ledger);
          return { json, lines: json.text };
        }),
      );
    });
}
