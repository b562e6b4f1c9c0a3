import Table from 'cli-table3';
import pc from 'picocolors';
import { pointsText, toPoints } from '../course/points.js';
import type { CheckGrade, Grade } from '../grade/grade.js';
import { isOpen, isOpenCheck } from '../grade/openPoints.js';
import { openPointsText } from './openText.js';
import { clip, plainText } from './plainText.js';
import {
  BROKEN_CHECK,
  cellLines,
  CHECK_WORDS,
  hanging,
  labelled,
  noteLines,
  OUTCOME_WORDS,
  titleOf,
} from './wording.js';

const MAX_BLOCK_CHARS = 2_000;

/** How a report looks and for whom it is. */
export interface ReportOptions {
  /** Terminal colours; without them the report is plain text. */
  colour: boolean;
  /** Students see the results of visible checks only. Course staff, the default, see all. */
  audience?: 'student' | 'staff';
  /** What its students are told about the use of language models. */
  languageModels?: string | undefined;
}

type Colours = ReturnType<typeof pc.createColors>;

/** The grade for a terminal: the score, what happened, all checks, and what is to be done about those that failed. */
export function renderReport(grade: Grade, { colour, audience = 'staff', languageModels }: ReportOptions): string {
  const colours = pc.createColors(colour);
  const staff = audience === 'staff';
  const shown = grade.checks.filter(({ visibility }) => staff || visibility === 'visible');
  const tone = grade.outcome === 'passed' ? colours.green : colours.red;
  const head = [
    colours.bold(`${plainText(grade.assignment)}: ${scoreText(shown, shown.length < grade.checks.length)}`),
    ...(isOpen(grade) ? [colours.yellow(`${openPointsText(grade)}: a check could not be completed.`)] : []),
    `${tone(OUTCOME_WORDS[grade.outcome])} in ${(grade.timings.totalMs / 1000).toFixed(1)} s`,
    plainText(grade.sentence),
  ];
  const sections = [head.join('\n'), checkTable(grade.checks, shown, grade.blame, colours)];
  for (const check of shown) {
    if (check.status === 'failed' || check.status === 'broken') sections.push(problemText(check, staff, colours));
  }
  const cells = cellLines(grade.cells);
  if (cells.length > 0) sections.push(section('Cells', cells, colours));
  const notes = noteLines(grade.notes);
  if (notes.length > 0) sections.push(section('Notes', notes, colours));
  if (languageModels !== undefined) sections.push(plainText(languageModels));
  return `${sections.join('\n\n')}\n`;
}

function scoreText(shown: readonly CheckGrade[], partial: boolean): string {
  const earned = shown.reduce((sum, check) => sum + check.earnedMicroPoints, 0);
  const max = shown.reduce((sum, check) => sum + check.maxMicroPoints, 0);
  return `${toPoints(earned)} of ${pointsText(max)}${partial ? ' in the visible checks' : ''}`;
}

function checkTable(
  checks: readonly CheckGrade[],
  shown: readonly CheckGrade[],
  blame: Grade['blame'],
  colours: Colours,
): string {
  const table = new Table({
    head: ['Check', 'Title', 'Result', 'Points'],
    colAligns: ['left', 'left', 'left', 'right'],
    // The library colours heads and borders by itself, whether or not a terminal reads them.
    style: { head: [], border: [], compact: true },
  });
  for (const check of checks) {
    const seen = shown.includes(check);
    const when = check.visibility === 'visible' ? '' : ` (${check.visibility.replaceAll('_', ' ')})`;
    const max = toPoints(check.maxMicroPoints);
    table.push([
      plainText(check.id),
      clip(titleOf(check), 60) + when,
      seen ? resultWord(check, blame, colours) : colours.dim('· not shown'),
      `${seen ? earnedText(check, blame) : '?'} / ${max}`,
    ]);
  }
  return table.toString();
}

function earnedText(check: CheckGrade, blame: Grade['blame']): string {
  return isOpenCheck(check, blame) ? 'open' : String(toPoints(check.earnedMicroPoints));
}

function resultWord(check: CheckGrade, blame: Grade['blame'], { green, red, yellow, dim }: Colours): string {
  switch (check.status) {
    case 'passed':
      return green(`✓ ${CHECK_WORDS.passed}`);
    case 'failed':
      return red(`✗ ${CHECK_WORDS.failed}`);
    case 'broken':
      return yellow(`! ${CHECK_WORDS.broken}`);
    case 'notRun':
      return isOpenCheck(check, blame) ? yellow(`! ${CHECK_WORDS.notRun}`) : dim(`– ${CHECK_WORDS.notRun}`);
  }
}

function problemText(check: CheckGrade, staff: boolean, { bold }: Colours): string {
  const lines = [bold(`${plainText(check.id)} ${titleOf(check)}`)];
  if (check.status === 'broken' && !staff) {
    lines.push(BROKEN_CHECK);
  } else {
    lines.push(hanging(check.message, MAX_BLOCK_CHARS, 2));
    for (const [label, text] of [
      ['Expected', check.expected],
      ['Got', check.got],
      ['Hint', check.hint],
      ['Log', staff ? check.staffLog : undefined],
    ] as const) {
      if (text !== undefined && text !== '') lines.push(labelled(label, text, MAX_BLOCK_CHARS));
    }
  }
  return lines.join('\n').replaceAll('\n', '\n  ');
}

function section(title: string, lines: readonly string[], { bold }: Colours): string {
  return [bold(title), ...lines.map((line) => `  ${line}`)].join('\n');
}
