import pc from 'picocolors';
import { pointsText, toPoints } from '../course/points.js';
import type { CheckGrade, Grade } from '../grade/grade.js';
import { isOpen, isOpenCheck } from '../grade/openPoints.js';
import { openPointsText } from './openText.js';
import { clip, plainText } from './plainText.js';
import { checkTable, problem, resultWord, section, type CheckRow, type Colours } from './reportParts.js';
import { BROKEN_CHECK, cellLines, noteLines, OUTCOME_WORDS, titleOf } from './wording.js';

/** How a report looks and for whom it is. */
export interface ReportOptions {
  /** Terminal colours; without them the report is plain text. */
  colour: boolean;
  /** Students see the results of visible checks only. Course staff, the default, see all. */
  audience?: 'student' | 'staff';
  /** What its students are told about the use of language models. */
  languageModels?: string | undefined;
}

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
  const sections = [head.join('\n'), checkTable(rowsOf(grade.checks, shown, grade.blame, colours))];
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

function rowsOf(
  checks: readonly CheckGrade[],
  shown: readonly CheckGrade[],
  blame: Grade['blame'],
  colours: Colours,
): CheckRow[] {
  return checks.map((check) => {
    const seen = shown.includes(check);
    const when = check.visibility === 'visible' ? '' : ` (${check.visibility.replaceAll('_', ' ')})`;
    const result = resultWord(check.status, isOpenCheck(check, blame), colours);
    return {
      id: plainText(check.id),
      title: clip(titleOf(check), 60) + when,
      result: seen ? result : colours.dim('· not shown'),
      points: `${seen ? earnedText(check, blame) : '?'} / ${toPoints(check.maxMicroPoints)}`,
    };
  });
}

function earnedText(check: CheckGrade, blame: Grade['blame']): string {
  return isOpenCheck(check, blame) ? 'open' : String(toPoints(check.earnedMicroPoints));
}

function problemText(check: CheckGrade, staff: boolean, colours: Colours): string {
  const title = `${plainText(check.id)} ${titleOf(check)}`;
  if (check.status === 'broken' && !staff) return problem(title, BROKEN_CHECK, [], colours);
  const labels = [
    ['Expected', check.expected],
    ['Got', check.got],
    ['Hint', check.hint],
    ['Log', staff ? check.staffLog : undefined],
  ] as const;
  return problem(title, check.message, labels, colours);
}
