import Table from 'cli-table3';
import { toPoints } from '../course/points.js';
import { isOpen } from '../grade/openPoints.js';
import { openPointsText } from '../results/openText.js';
import { EXIT, exitCodeOf, worse, type ExitCode } from './exitCodes.js';
import type { ClassRow } from './submitClass.js';

/** The class at a glance: student, score, outcome, seconds, one sentence. */
export function renderClass(rows: readonly ClassRow[], { colour }: { readonly colour: boolean }): string {
  const table = new Table({
    head: ['student', 'score', 'outcome', 'seconds', 'what happened'],
    colAligns: ['left', 'right', 'left', 'right', 'left'],
    colWidths: [null, null, null, null, 72],
    wordWrap: true,
    style: colour ? { compact: true } : { compact: true, head: [], border: [] },
  });
  for (const row of rows) table.push([row.name, score(row), outcome(row), seconds(row), sentence(row)]);
  return `${table.toString()}\n`;
}

/** The exit code of a command over a class: the worst of its submissions'. */
export function classExitCode(rows: readonly ClassRow[]): ExitCode {
  return rows.map(rowExitCode).reduce<ExitCode>(worse, EXIT.passed);
}

function rowExitCode(row: ClassRow): ExitCode {
  if (row.kind === 'graded') return exitCodeOf(row.grade);
  return row.kind === 'platformFailure' ? EXIT.platformFailure : EXIT.badInput;
}

function score(row: ClassRow): string {
  if (row.kind !== 'graded') return '-';
  if (isOpen(row.grade)) return '';
  return `${toPoints(row.grade.earnedMicroPoints)} / ${toPoints(row.grade.maxMicroPoints)}`;
}

/** From the start of its containers to the last check; the wait in the queue is not the submission's. */
function seconds(row: ClassRow): string {
  return row.kind === 'graded' ? (row.grade.timings.totalMs / 1000).toFixed(1) : '-';
}

function outcome(row: ClassRow): string {
  if (row.kind !== 'graded') return 'not graded';
  return isOpen(row.grade) ? 'open' : row.grade.outcome;
}

function sentence(row: ClassRow): string {
  if (row.kind !== 'graded') return row.message;
  return isOpen(row.grade) ? `${openPointsText(row.grade)}. ${row.grade.sentence}` : row.grade.sentence;
}
