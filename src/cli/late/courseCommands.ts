import type { Command } from '@commander-js/extra-typings';
import type { ExitCode } from '../exitCodes.js';
import { answer } from './answer.js';
import { readTable } from './csv.js';
import { readGradescopeTable } from './gradescopeTable.js';
import { whole } from './numbers.js';
import { COURSE_ID, courseOf, JSON_OUT, LEDGER, reworded } from './options.js';
import { reconcileAnswer } from './reconcile.js';
import { readTextFile } from './textFile.js';

export const ASSIGNMENT = ['--assignment <id>', 'only this one'] as const;
export const MAP = [
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
      const entries = await reworded(async () => readGradescopeTable(readTable(await readTextFile(file), file), file));
      end(
        await answer(options, (store) =>
          reconcileAnswer(store, courseOf(store, options), entries, { ...options, toleranceSeconds }),
        ),
      );
    });
}
