import type { LoadedAssignment } from '../course/load.js';
import { Grader } from '../grading/grader.js';
import type { Graded } from '../grading/gradeSubmission.js';
import type { Notebook } from '../intake/notebook.js';
import { gradingContext } from './gradingContext.js';
import { openProgressBoard } from './progressBoard.js';
import { stateDir } from './setting.js';
import { abortOnSignals } from './signals.js';

/**
 * Grades one notebook in this process. `name` is shown while it goes on.
 *
 * @throws {PlatformError | Cancelled | BrokenChecks} as `gradeSubmission` does.
 */
export async function gradeHere(
  loaded: LoadedAssignment,
  notebook: Notebook,
  { submission, name }: { readonly submission: string; readonly name: string },
): Promise<Graded> {
  const context = await gradingContext(process.env, await stateDir(process.env), loaded.image);
  using interruption = abortOnSignals();
  using board = openProgressBoard([name]);
  await using grader = new Grader(context);
  return await grader.grade({
    loaded,
    notebook,
    submission,
    signal: interruption.signal,
    onProgress: (step) => {
      board.report(name, step);
    },
  });
}
