import pc from 'picocolors';
import type { FeedbackReport } from './feedbackReport.js';
import { clip } from './plainText.js';
import { checkTable, problem, resultWord, section, type Colours } from './reportParts.js';

/** Feedback for a terminal, in the form of the report of `assay grade`. The words are the report's own. */
export function renderFeedback(
  report: FeedbackReport,
  { assignment, colour }: { readonly assignment: string; readonly colour: boolean },
): string {
  const colours = pc.createColors(colour);
  const tone = report.outcome === 'passed' ? colours.green : colours.red;
  const head = [
    colours.bold(`${assignment}: ${report.points.text}`),
    ...(report.open === undefined ? [] : [colours.yellow(report.open)]),
    tone(report.outcomeText),
    report.headline,
    ...(report.hidden === undefined ? [] : [report.hidden]),
  ];
  const sections = [head.join('\n'), checkTable(report.checks.map((check) => rowOf(check, colours)))];
  for (const check of report.checks) {
    if (check.status === 'failed' || check.status === 'broken') sections.push(problemText(check, colours));
  }
  if (report.cells.length > 0) sections.push(section('Cells', report.cells, colours));
  if (report.notes.length > 0) sections.push(section('Notes', report.notes, colours));
  sections.push([report.notice, ...report.price].join('\n'));
  for (const text of [report.gpu, report.languageModels]) if (text !== undefined) sections.push(text);
  return `${sections.join('\n\n')}\n`;
}

type ReportCheck = FeedbackReport['checks'][number];

function rowOf({ id, title, status, earned, max }: ReportCheck, colours: Colours) {
  const result = resultWord(status, earned === null, colours);
  return { id, title: clip(title, 60), result, points: `${earned ?? 'open'} / ${max}` };
}

function problemText({ id, title, message, definedAt, followsFrom, ...check }: ReportCheck, colours: Colours): string {
  const place = definedAt && `cell ${definedAt.cell}, line ${definedAt.line}`;
  const labels = [
    ['Expected', check.expected],
    ['Got', check.got],
    ['Hint', check.hint],
    ['Defined in', place],
    ['Begin with', followsFrom && `cell ${followsFrom.cell}: this follows from what happened there`],
  ] as const;
  return problem(`${id} ${title}`, message, labels, colours);
}
