import { basename } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import { loadAssignment } from '../course/load.js';
import { readNotebookFile } from '../intake/openNotebook.js';
import { readNotebook } from '../intake/readNotebook.js';
import { submissionId } from '../queue/job.js';
import { serialiseNotebook } from '../results/executedNotebook.js';
import { renderReport } from '../results/report.js';
import { serialiseResults } from '../results/serialise.js';
import { toResults } from '../results/toResults.js';
import { readWritten } from '../written/readWritten.js';
import { writtenSection } from '../written/writtenText.js';
import { ASSIGNMENT, COURSE } from './arguments.js';
import { exitCodeOf, UsageError, type ExitCode } from './exitCodes.js';
import { gradeHere } from './gradeHere.js';
import type { GradeOptions } from './gradeOptions.js';
import { gradeRecorded } from './gradeRecorded.js';
import { handedInOf } from './handedIn.js';
import { LEDGER } from './late/options.js';
import { writeResults } from './writeResults.js';

export function gradeCommand(root: Command, end: (code: ExitCode) => void): void {
  root
    .command('grade')
    .description('grade one notebook in this process, without a queue')
    .argument(...ASSIGNMENT)
    .argument('<notebook>', 'the .ipynb file; with --metadata or --student also a zip archive with one')
    .option(...COURSE)
    .option('--json', 'print the Gradescope results document and nothing else')
    .option('--out <dir>', 'also write results.json and executed.ipynb there')
    .option('--metadata <file>', 'Gradescope’s submission_metadata.json: record the submission, count its late hours')
    .option('--student <who...>', 'the same without it: e-mail addresses or numbers of who handed it in')
    .option('--submitted-at <instant>', 'and when, with offset: 2027-02-11T00:30:00-05:00')
    .option(...LEDGER)
    .option('--again', 'grade it once more even where the ledger has its grade')
    .action(async (assignment, notebook, options) => {
      end(await grade(assignment, notebook, options));
    });
}

/**
 * `assay grade`: the whole pipeline in one process, without a queue. Told who handed the file in, and when, it records
 * that in the ledger first; told nothing, it records nothing. It uses processors alone: GPUs belong to the workers.
 */
async function grade(assignmentId: string, file: string, options: GradeOptions): Promise<ExitCode> {
  const loaded = await loadAssignment(options.course, assignmentId);
  if (loaded.assignment.gpu === 'required') throw needsWorker(assignmentId);
  const handedIn = await handedInOf(options);
  if (handedIn !== undefined) return gradeRecorded(loaded, file, handedIn, options);
  const bytes = await readNotebookFile(file);
  const notebook = readNotebook(bytes, basename(file));
  const written = await readWritten(loaded, bytes, basename(file));
  const name = basename(file, '.ipynb');
  const submission = submissionId(assignmentId, name, notebook.digest);
  const graded = await gradeHere(loaded, notebook, { submission, name });
  const results = serialiseResults(toResults(graded.grade, loaded.assignment));
  if (options.out !== undefined)
    await writeResults(options.out, {
      results,
      executed: serialiseNotebook(graded.executed).toString('utf8'),
      written,
    });
  const { languageModels } = loaded.assignment;
  const report = renderReport(graded.grade, { colour: process.stdout.isTTY, languageModels });
  process.stdout.write(options.json ? results : report + writtenSection(written));
  return exitCodeOf(graded.grade);
}

function needsWorker(assignment: string): UsageError {
  return new UsageError(
    `${assignment} needs a GPU, and \`assay grade\` uses processors alone; nothing was recorded or graded. Start ` +
      '`assay worker --gpus` on a machine that has one, and send it with `assay submit`. Course staff: with ' +
      '`gpu: preferred` in assignment.yaml it is graded here.',
  );
}
