import { join, resolve } from 'node:path';
import { Option, type Command } from '@commander-js/extra-typings';
import { loadCourse } from '../course/load.js';
import { readCourseFiles } from '../ledger/courseFiles.js';
import { courseText } from '../ledger/questions/courseText.js';
import { policiesPage, POLICIES } from '../ledger/questions/policiesPage.js';
import { publish, type Published } from '../server/publish.js';
import { blobFolder } from '../machine/blobFolder.js';
import { COURSE } from './arguments.js';
import { EXIT, UsageError, type ExitCode } from './exitCodes.js';
import { columns } from './late/columns.js';
import { JSON_OUT, LEDGER, openWriter, printJson, printLines, type LedgerOptions } from './late/options.js';
import { stateDir } from './setting.js';

/** Adds `course` and its subcommands. */
export function courseCommand(root: Command, end: (code: ExitCode) => void): void {
  const course = root.command('course').description('the course’s files: what they say, and what is graded with them');
  course
    .command('show', { isDefault: true })
    .description('assignments, weights, letters, late hours, regrades, language models')
    .option(...COURSE)
    .action(async ({ course: dir }) => {
      const { course: file } = await loadCourse(dir);
      process.stdout.write(`${courseText(file, await readCourseFiles(dir))}\n`);
      end(EXIT.passed);
    });
  course
    .command('policies')
    .description('late hours, regrades, language models and grades as a page for students, in Markdown')
    .addOption(new Option('--only <policy>', 'one of them, as a paragraph to paste').choices(POLICIES))
    .option('--assignment <id>', 'language models: the rule for this one alone')
    .option(...COURSE)
    .action(async ({ course: dir, only, assignment }) => {
      const { course: file, assignments } = await loadCourse(dir);
      if (assignment !== undefined && !assignments.includes(assignment)) {
        throw new UsageError(`The course has no assignment ${assignment}. Known: ${assignments.join(', ')}.`);
      }
      const page = policiesPage(file, await readCourseFiles(dir), { policy: only, assignment });
      if (page === '') throw new UsageError(`course.yaml says nothing of ${only ?? 'any policy'}.`);
      process.stdout.write(`${page}\n`);
      end(EXIT.passed);
    });
  course
    .command('publish')
    .description('have what comes in from now on graded with the files as they are')
    // Named, never assumed: another folder would be published in the place of the course's own.
    .requiredOption('--course <dir>', 'the course folder', (dir: string) => resolve(dir))
    .option(...LEDGER)
    .option(...JSON_OUT)
    .action(async (options) => {
      end(await publishCourse(options));
    });
}

/** `assay course publish`: on the server's machine; the server takes it up within seconds. */
async function publishCourse(options: LedgerOptions & { readonly course: string }): Promise<ExitCode> {
  const blobs = blobFolder(join(await stateDir(process.env), 'blobs'));
  using store = await openWriter(options);
  const published = await publish(store, blobs, options.course);
  if (options.json === true) {
    const refused = published.refused.map(({ assignment, error }) => ({ assignment, problem: error.message }));
    printJson({ ...published, refused });
  } else printLines(linesOf(published));
  return published.refused.length === 0 ? EXIT.passed : EXIT.badInput;
}

function linesOf({ versions, refused, withdrawn }: Published): string[] {
  const rows = [
    ['assignment', '', 'version'],
    ...versions.map(({ assignment, digest, isNew }) => [assignment, isNew ? 'published' : 'as before', digest]),
    ...withdrawn.map((assignment) => [assignment, 'withdrawn', 'its folder is gone']),
    ...refused.map(({ assignment }) => [assignment, 'refused', 'the version before serves on']),
  ];
  return [...columns(rows), ...refused.map(({ error }) => error.message)];
}
