import type { Command } from '@commander-js/extra-typings';
import type { ExitCode } from '../exitCodes.js';
import { changing, runChange } from './changeCommands.js';
import { readCsv, type CsvRow } from '../../base/csv/readCsv.js';
import { importCourse } from '../../ledger/commands/importCourse.js';
import { readCourseFiles } from '../../ledger/courseFiles.js';
import { importExtensions } from '../../ledger/commands/importExtensions.js';
import { EMAIL_HEADINGS, importRoster } from '../../ledger/commands/importRoster.js';
import { importSubmissions } from '../../ledger/commands/importSubmissions.js';
import { readTextFile } from '../../base/textFile.js';

/** Commands that take files: all of a file, or, where a row is wrong, nothing. Again is no change. */
export function addImportCommands(late: Command, end: (code: ExitCode) => void): void {
  const parent = late.command('import').description('record what files say: all of it or nothing');
  changing(parent, 'course', 'due times and points of a course folder, and the policy in its late.yaml')
    .argument('<dir>', 'the folder with course.yaml')
    .action(async (dir, options) => {
      const files = await readCourseFiles(dir);
      end(await runChange(options, (ledger, by) => importCourse(ledger, by, { ...options, files }), files.course));
    });
  changing(parent, 'roster', 'who is in the course: a CSV file with name, email, sid and section')
    .argument('<csv>')
    .action(async (file, options) => {
      const rows = await rowsOf(file, ROSTER_COLUMNS);
      end(await runChange(options, (ledger, by) => importRoster(ledger, by, { ...options, rows, file })));
    });
  changing(parent, 'extensions', 'who has more time, and why: a CSV file; see docs/store.md')
    .argument('<csv>')
    .action(async (file, options) => {
      const rows = await rowsOf(file, ['student', 'assignment', 'reason']);
      end(await runChange(options, (ledger, by) => importExtensions(ledger, by, { ...options, rows, file })));
    });
  changing(parent, 'submissions', 'who handed in what and when: a CSV file; see docs/store.md')
    .argument('<csv>')
    .option('--source <platform>', 'who numbered the submissions', 'gradescope')
    .action(async (file, options) => {
      const rows = await rowsOf(file, ['submission_id', 'assignment', 'students', 'created_at']);
      end(await runChange(options, (ledger, by) => importSubmissions(ledger, by, { ...options, rows, file })));
    });
}

const ROSTER_COLUMNS = [...EMAIL_HEADINGS, 'sid', 'student id', 'student_key'];

async function rowsOf(file: string, known: readonly string[]): Promise<CsvRow[]> {
  return readCsv(await readTextFile(file), file, known);
}
