import type { BatchRow } from '../../batch/gradeTables.js';
import type { RunFolder, RunRecord } from '../../batch/runFolder.js';
import { EXIT, exitCodeOf, worse, type ExitCode } from '../exitCodes.js';

/** How a run stands, in a few lines. */
export function summaryLines({ path }: Pick<RunFolder, 'path'>, run: RunRecord, rows: readonly BatchRow[]): string[] {
  const counts = new Map<string, number>();
  for (const [, end] of rows) {
    const word = end.kind === 'graded' ? end.grade.outcome : WORDS[end.kind];
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const graded = rows.filter(([, end]) => end.kind === 'graded').length;
  const files =
    run.checks === null ? 'grades.csv, grades-canvas.csv, grades-brightspace.csv, report.html' : 'report.html';
  return [
    `${run.assignment}: ${graded} of ${rows.length} submissions graded.`,
    ...[...counts].map(([word, count]) => `  ${count} ${word}`),
    `${path}: ${files}, and a folder for each submission`,
  ];
}

const WORDS = {
  open: 'not run yet',
  badInput: 'without a readable notebook',
  courseError: 'stopped by an error of the assignment (course staff: mend it, then add --failed)',
  platformFailure: 'stopped by a failure of the platform (the same command tries them again)',
} as const;

/** The worst of the class's; what was not run yet says nothing. */
export function classExit(rows: readonly BatchRow[]): ExitCode {
  return rows
    .map(([, end]) => {
      if (end.kind === 'graded') return exitCodeOf(end.grade);
      if (end.kind === 'platformFailure') return EXIT.platformFailure;
      return end.kind === 'open' ? EXIT.passed : EXIT.badInput;
    })
    .reduce<ExitCode>(worse, EXIT.passed);
}
