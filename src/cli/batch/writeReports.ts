import { GRADE_TABLES, type BatchRow } from '../../batch/gradeTables.js';
import { htmlReport } from '../../batch/htmlReport.js';
import type { RunFolder, RunRecord } from '../../batch/runFolder.js';
import { classStatistics, flakyChecks } from '../../batch/statistics.js';
import { toMicroPoints } from '../../course/points.js';
import type { Assignment } from '../../course/schema.js';

/**
 * Writes the tables and the HTML report of a run. A run of some checks only has no grades, and so no tables.
 *
 * @param others the rows of other runs of the same assignment.
 */
export async function writeReports(
  folder: RunFolder,
  run: RunRecord,
  assignment: Pick<Assignment, 'id' | 'title' | 'questions'>,
  rows: readonly BatchRow[],
  others: readonly (readonly BatchRow[])[],
): Promise<void> {
  const maxMicroPoints = assignment.questions.reduce((sum, { points }) => sum + (toMicroPoints(points) ?? 0), 0);
  if (run.checks === null) {
    for (const [name, table] of Object.entries(GRADE_TABLES)) {
      await folder.write(name, table(rows, { title: assignment.id, maxMicroPoints }));
    }
  }
  const report = htmlReport({
    title: `${assignment.id}: ${assignment.title}`,
    facts: [
      ['begun', run.startedAt],
      ['source', run.source],
      ['assignment', run.assignmentDigest],
      ['grader', run.graderVersion],
      ...(run.checks === null ? [] : [['checks', `${run.checks.join(', ')} only: this is no grade`] as const]),
    ],
    maxMicroPoints,
    statistics: classStatistics(rows),
    flaky: others.length === 0 ? null : flakyChecks([rows, ...others]),
  });
  await folder.write('report.html', report);
}
