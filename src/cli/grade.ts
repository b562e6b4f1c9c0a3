import { basename } from 'node:path';
import { loadAssignment } from '../course/load.js';
import { openNotebook } from '../intake/openNotebook.js';
import { submissionId } from '../queue/job.js';
import { serialiseNotebook } from '../results/executedNotebook.js';
import { renderReport } from '../results/report.js';
import { serialiseResults } from '../results/serialise.js';
import { toResults } from '../results/toResults.js';
import { exitCodeOf, UsageError, type ExitCode } from './exitCodes.js';
import { gradeHere } from './gradeHere.js';
import type { GradeOptions } from './gradeOptions.js';
import { gradeRecorded } from './gradeRecorded.js';
import { handedInOf } from './handedIn.js';
import { writeResults } from './writeResults.js';

/**
 * `assay grade`: the whole pipeline in one process, without a queue. Told who handed the file in, and when, it records
 * that in the ledger first; told nothing, it records nothing. It uses processors alone: GPUs belong to the workers.
 */
export async function gradeCommand(assignmentId: string, file: string, options: GradeOptions): Promise<ExitCode> {
  const loaded = await loadAssignment(options.course, assignmentId);
  if (loaded.assignment.gpu === 'required') throw needsWorker(assignmentId);
  const handedIn = await handedInOf(options);
  if (handedIn !== undefined) return gradeRecorded(loaded, file, handedIn, options);
  const notebook = await openNotebook(file);
  const name = basename(file, '.ipynb');
  const submission = submissionId(assignmentId, name, notebook.digest);
  const { grade, executed } = await gradeHere(loaded, notebook, { submission, name });
  const results = serialiseResults(toResults(grade, loaded.assignment));
  if (options.out !== undefined) await writeResults(options.out, results, serialiseNotebook(executed));
  process.stdout.write(options.json ? results : renderReport(grade, { colour: process.stdout.isTTY }));
  return exitCodeOf(grade);
}

function needsWorker(assignment: string): UsageError {
  return new UsageError(
    `${assignment} needs a GPU, and \`assay grade\` uses processors alone; nothing was recorded or graded. Start ` +
      '`assay worker --gpus` on a machine that has one, and send it with `assay submit`. Course staff: with ' +
      '`gpu: preferred` in assignment.yaml it is graded here.',
  );
}
