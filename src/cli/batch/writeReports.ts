import { GRADE_TABLES, type BatchRow } from '../../batch/gradeTables.js';
import { batchSections } from '../../batch/reportSections.js';
import type { RunFolder, RunRecord } from '../../batch/runFolder.js';
import { classStatistics, flakyChecks } from '../../batch/statistics.js';
import { toMicroPoints } from '../../course/points.js';
import type { Assignment } from '../../course/schema.js';
import { reportPage, type PageHead } from '../../report/page.js';

export interface Reported {
  readonly folder: RunFolder;
  readonly run: RunRecord;
  readonly assignment: Pick<Assignment, 'id' | 'title' | 'questions'>;
  readonly rows: readonly BatchRow[];
  /** Of other runs of the same assignment. */
  readonly others: readonly (readonly BatchRow[])[];
}

/** Writes the tables and the HTML report of a run. A run of some checks only has no grades, and so no tables. */
export async function writeReports({ folder, run, assignment, rows, others }: Reported): Promise<void> {
  const maxMicroPoints = assignment.questions.reduce((sum, { points }) => sum + (toMicroPoints(points) ?? 0), 0);
  if (run.checks === null) {
    for (const [name, table] of Object.entries(GRADE_TABLES)) {
      await folder.write(name, table(rows, { title: assignment.id, maxMicroPoints }));
    }
  }
  const sections = batchSections({
    maxMicroPoints,
    statistics: classStatistics(rows),
    flaky: others.length === 0 ? null : flakyChecks([rows, ...others]),
  });
  await folder.write('report.html', reportPage(headOf(run, assignment), sections));
}

function headOf(run: RunRecord, { id, title }: Pick<Assignment, 'id' | 'title'>): PageHead {
  const part = run.checks === null ? '' : ` Only ${run.checks.join(', ')} were run: this is no grade.`;
  const version = `Assignment ${run.assignmentDigest.slice(0, 19)}, grader ${run.graderVersion}.`;
  const lead = `Begun ${run.startedAt}, from ${run.source}. ${version}${part} For course staff: it has names.`;
  return { title: `${id}: ${title}`, lead };
}
