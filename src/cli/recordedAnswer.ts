import type { Graded } from '../grading/gradeSubmission.js';
import { IntakeError } from '../intake/intakeError.js';
import type { Standing } from '../ledger/grades.js';
import { serialiseNotebook } from '../results/executedNotebook.js';
import type { GradescopeResults } from '../results/gradescope.js';
import { LATE_TEST, type Late } from '../results/late.js';
import { renderReport } from '../results/report.js';
import { serialiseResults } from '../results/serialise.js';
import { standingResults } from '../results/standing.js';
import { toResults } from '../results/toResults.js';
import type { Work } from '../work/rows.js';
import { studentMessage } from '../work/status.js';
import { readWritten } from '../written/readWritten.js';
import { writtenSection } from '../written/writtenText.js';
import { EXIT, exitCodeOf, type ExitCode } from './exitCodes.js';
import type { GradeOptions } from './gradeOptions.js';
import type { Intake } from './recordedIntake.js';
import { writeResults, type WrittenResults } from './writeResults.js';

/** How a row ended, and what is said of it besides. */
interface Answer extends Pick<Work, 'state'>, Partial<Pick<Work, 'detail' | 'cause'>> {
  readonly late: Late | undefined;
  readonly graded: (Standing & Partial<Graded>) | undefined;
}

/** Writes the document of a submission, and tells its report; returns the exit code that goes with it. */
export async function answer(
  { loaded, handedIn, found, fileName }: Intake,
  options: GradeOptions,
  { state, detail = null, cause, late, graded }: Answer,
): Promise<ExitCode> {
  if (found instanceof IntakeError || graded === undefined) {
    const why = found instanceof IntakeError ? found.message : detail;
    const message = studentMessage({ state, detail: why }) ?? why ?? '';
    const standing = { submission: handedIn.submissionId, assignment: loaded.assignment.id, state, message };
    await hand(standingResults({ ...standing, late }), options, { report: `${why ?? message}\n` });
    return cause === 'platform' ? EXIT.platformFailure : EXIT.badInput;
  }
  const { grade, executed, unfinished } = graded;
  const { languageModels } = loaded.assignment;
  const results = toResults(grade, loaded.assignment, { late, fileName: found.path, unfinished });
  const sentence = results.tests.find(({ name }) => name === LATE_TEST)?.output ?? '';
  const report = `${renderReport(grade, { colour: process.stdout.isTTY, languageModels })}\nLate hours\n  ${sentence.replaceAll('\n', '\n  ')}\n`;
  const written = await readWritten(loaded, found.bytes, fileName);
  await hand(results, options, {
    report: report + writtenSection(written),
    written,
    ...(executed === undefined ? {} : { executed: serialiseNotebook(executed).toString('utf8') }),
  });
  return exitCodeOf(unfinished ?? grade);
}

async function hand(
  results: GradescopeResults,
  { json, out }: GradeOptions,
  { report, executed, written }: { readonly report: string } & Omit<WrittenResults, 'results'>,
): Promise<void> {
  const text = serialiseResults(results);
  if (out !== undefined) await writeResults(out, { results: text, executed, written });
  process.stdout.write(json ? text : report);
}
