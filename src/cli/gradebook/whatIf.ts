import { InvalidArgumentError, type Command } from '@commander-js/extra-typings';
import type { Letter } from '../../gradebook/facts.js';
import { outcomeOf } from '../../gradebook/whatIf.js';
import { readGradebook } from '../../ledger/questions/gradebook.js';
import { EXIT, UsageError, type ExitCode } from '../exitCodes.js';
import { COURSE_ID, JSON_OUT, LEDGER, ledgerOf, openReader, printJson, printLines } from '../late/options.js';
import { COURSE_DIR, gradebookFiles } from './files.js';
import { outcomeJson } from './json.js';
import { changedLetters, outcomeLines } from './text.js';

/** Half a point. */
export const NEAR_BP = 50;

/** Adds `gradebook whatif`: other cut-offs, or a curve, tried and not stored. */
export function addWhatIf(gradebook: Command, end: (code: ExitCode) => void): void {
  gradebook
    .command('whatif')
    .description('what other cut-offs or a curve would come to: histogram, letters, who is near one; nothing is stored')
    .option('--cut <letter=percent>', 'if the letter began there, such as A-=89.5; may be repeated', cutOff, [])
    .option('--curve <points>', 'if everybody had so many percent more', percentPoints, 0)
    .option('--near <points>', 'who is within so many percent of a cut-off', percentPoints, NEAR_BP)
    .option('--anonymous', 'without anything that says who is who, for discussion')
    .option(...COURSE_DIR)
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (options) => {
      const files = await gradebookFiles(options);
      using store = await openReader(options);
      const { rows, terms } = readGradebook(ledgerOf(store, options), files);
      const grades = rows.map(({ grade }) => grade);
      const letters = withCuts(terms.letters, options.cut);
      const [now, then] = [
        outcomeOf(grades, { letters: terms.letters, moreBp: 0 }, options.near),
        outcomeOf(grades, { letters, moreBp: options.curve }, options.near),
      ];
      const anonymous = options.anonymous === true;
      if (options.json === true) printJson({ now: outcomeJson(now, anonymous), then: outcomeJson(then, anonymous) });
      else {
        const names = new Map(rows.map(({ person }) => [person.student, person.name]));
        printLines([
          ...outcomeLines(then, anonymous, now, names),
          '',
          ...changedLetters(now, then, anonymous),
          'Nothing was stored: cut-offs and curve are in course.yaml.',
        ]);
      }
      end(EXIT.passed);
    });
}

/** @throws {UsageError} where there is no such letter, or the letters are no longer in order. */
function withCuts(letters: readonly Letter[], cuts: readonly Letter[]): Letter[] {
  const unknown = cuts.find(({ letter }) => !letters.some((one) => one.letter === letter));
  if (unknown !== undefined) {
    throw new UsageError(
      `--cut: the table has no ${unknown.letter}. Known: ${letters.map(({ letter }) => letter).join(', ')}.`,
    );
  }
  const moved = letters.map((one) => cuts.findLast(({ letter }) => letter === one.letter) ?? one);
  const wrong = moved.find(({ fromBp }, index) => index > 0 && fromBp >= (moved[index - 1]?.fromBp ?? Infinity));
  if (wrong !== undefined) throw new UsageError(`--cut: ${wrong.letter} would not begin below the letter before it.`);
  return moved;
}

function cutOff(text: string, earlier: Letter[]): Letter[] {
  const [, letter, points] = /^([A-Z][+-]?)=(.+)$/u.exec(text) ?? [];
  if (letter === undefined || points === undefined) throw new InvalidArgumentError('It must be like A-=89.5.');
  return [...earlier, { letter, fromBp: percentPoints(points) }];
}

/** `1.5` is 150 basis points. */
function percentPoints(text: string): number {
  if (!/^-?\d{1,3}(\.\d{1,2})?$/u.test(text)) throw new InvalidArgumentError('It must be a number such as 1.5.');
  return Math.round(Number(text) * 100);
}
