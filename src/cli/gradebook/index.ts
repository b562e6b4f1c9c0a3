import { Argument, Option, type Command } from '@commander-js/extra-typings';
import { formatCsv } from '../../base/csv/formatCsv.js';
import { exportGrades, PLATFORMS } from '../../gradebook/exports.js';
import { anonymousTable, gradebookTable } from '../../gradebook/tables.js';
import { outcomeOf } from '../../gradebook/whatIf.js';
import { explainGrade, readGradebook } from '../../ledger/questions/gradebook.js';
import { EXIT, type ExitCode } from '../exitCodes.js';
import { answer } from '../late/answer.js';
import { COURSE_ID, JSON_OUT, LEDGER, ledgerOf, openReader, WHO } from '../late/options.js';
import { inOptions } from '../refusalText.js';
import { writeOut } from '../writeOut.js';
import { addGradebookChanges } from './changeCommands.js';
import { COURSE_DIR, gradebookFiles } from './files.js';
import { bookJson, gradeJson, outcomeJson } from './json.js';
import { bookLines, outcomeLines } from './text.js';
import { addWhatIf, NEAR_BP } from './whatIf.js';

/** Adds `gradebook` and its subcommands. `end` gets the exit code. */
export function gradebookCommand(root: Command, end: (code: ExitCode) => void): void {
  const gradebook = root
    .command('gradebook')
    .description('the course’s grades: weights, letters, what is missing and open');
  gradebook
    .command('show', { isDefault: true })
    .description('a line a student')
    .option('--csv', 'print CSV')
    .option('--out <file>', 'write it there; standard output otherwise')
    .option('--anonymous', 'without anything that says who is who, for discussion')
    .option('--section <section>', 'only those in it')
    .option(...COURSE_DIR)
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (options) => {
      const files = await gradebookFiles(options);
      using store = await openReader(options);
      const whole = readGradebook(ledgerOf(store, options), files);
      const { section, anonymous = false } = options;
      const rows = whole.rows.filter(({ person }) => section === undefined || person.section === section);
      const book = { ...whole, rows };
      const table = anonymous ? anonymousTable(rows, book.terms) : gradebookTable(rows, book.terms);
      const outcome = outcomeOf(
        rows.map(({ grade }) => grade),
        { letters: book.terms.letters, moreBp: 0 },
        NEAR_BP,
      );
      const text =
        options.json === true
          ? `${JSON.stringify({ ...bookJson(book, anonymous), ...outcomeJson(outcome, anonymous) }, null, 2)}\n`
          : options.csv === true
            ? formatCsv(table)
            : lines([...bookLines(book, files.grade, anonymous), '', ...outcomeLines(outcome, anonymous)]);
      if (options.out === undefined) process.stdout.write(text);
      else await writeOut(options.out, text);
      end(EXIT.passed);
    });
  gradebook
    .command('explain')
    .description('how a student’s percentage came about, every number of it')
    .argument(...WHO)
    .option('--anonymous', 'without anything that says who it is, for a forum')
    .option(...COURSE_DIR)
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (student, options) => {
      const files = await gradebookFiles(options);
      const { anonymous = false } = options;
      end(
        await answer(options, (ledger) => {
          const { row, terms, asOfSeq, text } = explainGrade(ledger, files, { student, anonymous });
          return { lines: text, json: { asOfSeq, curveBp: terms.curveBp, ...gradeJson(row, anonymous), text } };
        }),
      );
    });
  addWhatIf(gradebook, end);
  gradebook
    .command('export')
    .description('a file for another system; missing and open work is no zero in it')
    .addArgument(new Argument('<system>').choices(PLATFORMS))
    .addOption(
      new Option('--missing <how>', 'how work that is missing is written')
        .choices(['empty', 'zero'] as const)
        .default('empty' as const),
    )
    .option('--partial', 'leave out who cannot be in it, and name them')
    .option('--section <section>', 'only those in it')
    .option('--out <file>', 'write it there; standard output otherwise')
    .option(...COURSE_DIR)
    .option(...LEDGER)
    .option(...COURSE_ID)
    .action(async (platform, options) => {
      const files = await gradebookFiles(options);
      using store = await openReader(options);
      const { rows, terms } = readGradebook(ledgerOf(store, options), files);
      const asked = rows.filter(({ person }) => options.section === undefined || person.section === options.section);
      const ask = { platform, missingAsZero: options.missing === 'zero', partial: options.partial === true };
      const { table, notes } = exportGrades(asked, terms, ask);
      if (options.out === undefined) process.stdout.write(formatCsv(table));
      else await writeOut(options.out, formatCsv(table));
      process.stderr.write(lines(notes.map(inOptions)));
      end(EXIT.passed);
    });
  addGradebookChanges(gradebook, end);
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}
