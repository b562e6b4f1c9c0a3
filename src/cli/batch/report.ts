import { readAssignment } from '../../course/load.js';
import { EXIT, UsageError, type ExitCode } from '../exitCodes.js';
import { savedRun } from './savedRun.js';
import { summaryLines } from './summary.js';
import { writeReports } from './writeReports.js';

/** `assay batch report`: tables and report of a run, made again; other runs show what is not reproducible. */
export async function batchReportCommand(
  path: string,
  others: readonly string[],
  options: { readonly course: string },
): Promise<ExitCode> {
  const { folder, run, rows } = await savedRun(path);
  const compared = await Promise.all(others.map((other) => savedRun(other)));
  const stranger = compared.find((other) => other.run.assignment !== run.assignment);
  if (stranger !== undefined) {
    throw new UsageError(`${stranger.folder.path} is a run of ${stranger.run.assignment}, not of ${run.assignment}.`);
  }
  const { assignment } = await readAssignment(options.course, run.assignment);
  await writeReports({ folder, run, assignment, rows, others: compared.map((other) => other.rows) });
  process.stdout.write(`${summaryLines(folder, run, rows).join('\n')}\n`);
  return EXIT.passed;
}
