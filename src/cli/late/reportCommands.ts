import { writeFile } from 'node:fs/promises';
import { Option, type Command } from '@commander-js/extra-typings';
import { EXIT, UsageError, type ExitCode } from '../exitCodes.js';
import { answer } from './answer.js';
import { exportLedger, FORMATS } from './exportTables.js';
import { lengthOf, whole, wholeOrBelow } from './numbers.js';
import { AS, COURSE_ID, courseOf, JSON_OUT, LEDGER, openReader, reworded, studentOf } from './options.js';
import { seesReasons } from './permission.js';
import { policyText } from './policyText.js';
import { whatIf } from './whatif.js';

/** Commands that tell what might be, or tell it to others. */
export function addReportCommands(late: Command, end: (code: ExitCode) => void): void {
  late
    .command('whatif')
    .description('what would change for a student; nothing is stored')
    .argument('<student>', 'key, e-mail address, number or whole name')
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
    .action(async (who, assignment, options) => {
      end(
        await answer(options, (store) =>
          whatIf(store, courseOf(store, options), who, assignment, { ...options, ...options.extend }),
        ),
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
      await reworded(async () => {
        using store = await openReader(options);
        const course = courseOf(store, options);
        if (options.format === 'audit' && !seesReasons(store, course, options)) {
          throw new UsageError(
            'The audit export has the reasons of accommodations. Ask a head TA or instructor for it.',
          );
        }
        const only = options.student === undefined ? undefined : studentOf(store, course, options.student).student;
        const made = exportLedger(store, course, options.format, only);
        const text = options.json === true ? `${JSON.stringify(made.records, null, 2)}\n` : made.text;
        if (options.out === undefined) process.stdout.write(text);
        else await writeFile(options.out, text, { mode: 0o600 });
      });
      end(EXIT.passed);
    });
  late
    .command('policy-text')
    .description('the policy in force, in sentences for students')
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (options) => {
      end(await answer(options, (store) => policyText(store, courseOf(store, options))));
    });
}
