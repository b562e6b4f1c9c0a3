import { basename } from 'node:path';
import { loadAssignment } from '../course/load.js';
import { CheckerPool } from '../grading/checkerPool.js';
import { gradeSubmission } from '../grading/gradeSubmission.js';
import { openNotebook } from '../intake/openNotebook.js';
import { submissionId } from '../queue/job.js';
import { serialiseNotebook } from '../results/executedNotebook.js';
import { renderReport } from '../results/report.js';
import { serialiseResults } from '../results/serialise.js';
import { toResults } from '../results/toResults.js';
import { exitCodeOf, type ExitCode } from './exitCodes.js';
import { openProgressBoard } from './progressBoard.js';
import { gradingContext, stateDir } from './setting.js';
import { abortOnSignals } from './signals.js';
import { writeResults } from './writeResults.js';

export interface GradeOptions {
  readonly course: string;
  readonly json?: true;
  readonly out?: string;
}

/** `assay grade`: the whole pipeline in one process, without queue or store. */
export async function gradeCommand(assignmentId: string, file: string, options: GradeOptions): Promise<ExitCode> {
  const loaded = await loadAssignment(options.course, assignmentId);
  const notebook = await openNotebook(file);
  const context = await gradingContext(process.env, await stateDir(process.env));
  const name = basename(file, '.ipynb');
  using interruption = abortOnSignals();
  using board = openProgressBoard([name]);
  await using pool = new CheckerPool(context);
  const { grade, executed } = await gradeSubmission(context, pool, {
    loaded,
    notebook,
    submission: submissionId(assignmentId, name, notebook.digest),
    signal: interruption.signal,
    onProgress: (step) => {
      board.report(name, step);
    },
  });
  const results = serialiseResults(toResults(grade, loaded.assignment));
  if (options.out !== undefined) await writeResults(options.out, results, serialiseNotebook(executed));
  board[Symbol.dispose]();
  process.stdout.write(options.json ? results : renderReport(grade, { colour: process.stdout.isTTY }));
  return exitCodeOf(grade);
}
