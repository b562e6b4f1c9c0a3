import type { Command } from '@commander-js/extra-typings';
import type { ExitCode } from '../exitCodes.js';
import { changing, runChange } from './changeCommands.js';
import { readCsv, type CsvRow } from './csv.js';
import { importCourse, readCourseFiles } from './importCourse.js';
import { importExtensions } from './importExtensions.js';
import { importRoster } from './importRoster.js';
import { importSubmissions } from './importSubmissions.js';
import { reworded } from './options.js';
import { readTextFile } from './textFile.js';

/** Commands that take files: all of a file, or, where a row is wrong, nothing. Again is no change. */
export function addImportCommands(late: Command, end: (code: ExitCode) => void): void {
  const parent = late.command('import').description('record what files say: all of it or nothing');
  changing(parent, 'course', 'due times and points of a course folder, and the policy in its late.yaml')
    .argument('<dir>', 'the folder with course.yaml')
    .action(async (dir, options) => {
      const files = await reworded(() => readCourseFiles(dir));
      end(await runChange(options, (store) => importCourse(store, files), { courseId: files.course }));
    });
  changing(parent, 'roster', 'who is in the course: a CSV file with name, email, sid and section')
    .argument('<csv>')
    .action(async (file, options) => {
      const rows = await rowsOf(file);
      end(await runChange(options, (store, course) => importRoster(store, course, rows, file)));
    });
  changing(parent, 'extensions', 'who has more time, and why: a CSV file; see docs/store.md')
    .argument('<csv>')
    .action(async (file, options) => {
      const rows = await rowsOf(file);
      end(await runChange(options, (store, course) => importExtensions(store, course, rows, file)));
    });
  changing(parent, 'submissions', 'who handed in what and when: a CSV file; see docs/store.md')
    .argument('<csv>')
    .option('--source <platform>', 'who numbered the submissions', 'gradescope')
    .action(async (file, options) => {
      const rows = await rowsOf(file);
      end(await runChange(options, (store, course) => importSubmissions(store, course, rows, file, options.source)));
    });
}

async function rowsOf(file: string): Promise<CsvRow[]> {
  return readCsv(await readTextFile(file), file);
}
