import { commonNotes } from '../../batch/commonNotes.js';
import type { BatchRow } from '../../batch/gradeTables.js';
import type { ItemEnd, RunFolder, RunRecord } from '../../batch/runFolder.js';
import { isOpen } from '../../grade/openPoints.js';
import { clip, plainText } from '../../results/plainText.js';
import { EXIT, exitCodeOf, worse, type ExitCode } from '../exitCodes.js';

/** How a run stands, in a few lines. */
export function summaryLines({ path }: Pick<RunFolder, 'path'>, run: RunRecord, rows: readonly BatchRow[]): string[] {
  const counts = new Map<string, number>();
  for (const [, end] of rows) {
    const word = endWord(end);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const graded = rows.filter(([, end]) => end.kind === 'graded' && !isOpen(end.grade)).length;
  const files =
    run.checks === null ? 'grades.csv, grades-canvas.csv, grades-brightspace.csv, report.html' : 'report.html';
  return [
    `${run.assignment}: ${graded} of ${rows.length} submissions graded.`,
    ...[...counts].map(([word, count]) => `  ${count} ${word}`),
    ...noteLines(rows),
    `${path}: ${files}, and a folder for each submission`,
  ];
}

const MOST_NOTES = 5;
const NOTE_CHARS = 160;

/** What several notebooks asked for and did not find: course staff can put it into the image. */
function noteLines(rows: readonly BatchRow[]): string[] {
  const grades = rows.flatMap(([, end]) => (end.kind === 'graded' ? [end.grade] : []));
  return commonNotes(grades)
    .filter(({ submissions }) => submissions > 1)
    .slice(0, MOST_NOTES)
    .map(({ text, submissions }) => `  ${submissions} were told: ${clip(plainText(text), NOTE_CHARS)}`);
}

function endWord(end: ItemEnd): string {
  if (end.kind !== 'graded') return WORDS[end.kind];
  return isOpen(end.grade) ? OPEN : end.grade.outcome;
}

const OPEN = 'with points still open (course staff: mend the checks, then run these again into a new folder)';
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
