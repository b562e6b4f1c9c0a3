import { barX, barY, dot, rectY, ruleX, ruleY, type PlotOptions } from '@observablehq/plot';
import { toPoints } from '../course/points.js';
import { svgChart } from '../results/chart.js';
import { htmlPage, htmlTable, joined, markup, trusted, type Column, type Html } from '../results/htmlPage.js';
import { clip, plainText } from '../results/plainText.js';
import { OUTCOME_WORDS } from '../results/wording.js';
import type { Outcome } from '../grading/grade.js';
import type { CheckStatistics, ClassStatistics, Noted } from './statistics.js';

export interface ReportInput {
  readonly title: string;
  /** What the run was: version, time, source. */
  readonly facts: readonly (readonly [string, string])[];
  readonly maxMicroPoints: number;
  readonly statistics: ClassStatistics;
  /** Per check, the submissions in which it was not reproducible; null where there is no other run to compare with. */
  readonly flaky: ReadonlyMap<string, readonly string[]> | null;
}

const MAX_TEXT = 300;
const BLUE = '#2b6cb0';

/** A class at a glance, for course staff: one file that opens without network. */
export function htmlReport(input: ReportInput): string {
  const { title, facts, statistics } = input;
  return htmlPage(
    title,
    joined([
      markup`<h1>${title}</h1>`,
      htmlTable([text('run'), text('')], facts),
      scores(input),
      outcomes(statistics),
      checks(statistics.checks),
      resources(statistics),
      notedSection(
        'Failing submissions',
        'Runs that stumbled or had to be stopped, with their first error.',
        statistics.failing,
      ),
      notedSection('Slowest submissions', 'Wall time of the whole run.', statistics.slowest),
      notedSection('Without a grade', 'These have no score, which is not a zero.', statistics.ungraded),
      flakyChecks(input.flaky),
    ]),
  );
}

const text = (heading: string): Column => ({ heading, kind: 'text' });
const number = (heading: string): Column => ({ heading, kind: 'number' });

function section(heading: string, about: string, ...body: readonly Html[]): Html {
  return markup`<section><h2>${heading}</h2><p>${about}</p>${joined(body)}</section>\n`;
}

function figure(label: string, options: PlotOptions): Html {
  return markup`<figure>${trusted(svgChart(label, options))}</figure>`;
}

function scores({ statistics, maxMicroPoints }: ReportInput): Html {
  const points = statistics.scores.map(toPoints);
  if (points.length === 0) return section('Scores', 'Nothing is graded yet.');
  const max = Math.max(toPoints(maxMicroPoints), ...points);
  const bins = histogram(points, max);
  const about = `${points.length} of ${statistics.submissions} submissions graded; mean ${mean(points).toFixed(1)}, median ${median(points)} of ${toPoints(maxMicroPoints)} points.`;
  const marks = [rectY(bins, { x1: 'from', x2: 'to', y: 'count', fill: BLUE, inset: 0.5 }), ruleY([0])];
  return section(
    'Scores',
    about,
    figure('Histogram of scores', {
      height: 240,
      x: { label: 'points' },
      y: { label: 'submissions', grid: true },
      marks,
    }),
    htmlTable(
      [text('points'), number('submissions')],
      bins.map(({ from, to, count }) => [`${from} to ${to}`, String(count)]),
    ),
  );
}

interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Ten bins of whole points where that is possible; the last one holds its upper end. */
function histogram(points: readonly number[], max: number): Bin[] {
  const width = Math.max(1, Math.ceil(max / 10));
  const bins = Math.max(1, Math.ceil(max / width));
  return Array.from({ length: bins }, (_, index) => {
    const [from, to] = [index * width, (index + 1) * width];
    const isLast = index === bins - 1;
    return { from, to, count: points.filter((value) => value >= from && (value < to || isLast)).length };
  });
}

function outcomes({ outcomes: counts }: ClassStatistics): Html {
  const rows = Object.entries(counts).map(([outcome, count]) => ({
    outcome: OUTCOME_WORDS[outcome as Outcome],
    count,
  }));
  if (rows.length === 0) return trusted('');
  const marks = [barX(rows, { x: 'count', y: 'outcome', fill: BLUE }), ruleX([0])];
  return section(
    'Outcomes',
    'How the runs ended.',
    figure('Submissions by outcome', {
      height: 40 + 28 * rows.length,
      marginLeft: 150,
      x: { label: 'submissions' },
      y: { label: null },
      marks,
    }),
    htmlTable(
      [text('outcome'), number('submissions')],
      rows.map(({ outcome, count }) => [outcome, String(count)]),
    ),
  );
}

function checks(found: readonly CheckStatistics[]): Html {
  if (found.length === 0) return trusted('');
  const rates = found.map((check) => ({
    ...check,
    share: check.judged === 0 ? 0 : (100 * check.passed) / check.judged,
  }));
  const about =
    'Share of submissions that pass, and discrimination: the correlation between passing a check and the points of the other checks. Below 0.2, a check hardly tells strong work from weak.';
  return section(
    'Checks',
    about,
    figure('Share of submissions that pass each check', {
      height: 260,
      x: { label: 'check', domain: rates.map(({ id }) => id) },
      y: { label: 'passed, %', domain: [0, 100], grid: true },
      marks: [barY(rates, { x: 'id', y: 'share', fill: BLUE }), ruleY([0])],
    }),
    figure('Pass rate against discrimination', {
      height: 260,
      x: { label: 'passed, %', domain: [0, 100] },
      y: { label: 'discrimination', grid: true },
      marks: [
        ruleY([0.2], { strokeDasharray: '4 4', stroke: '#5b6876' }),
        dot(
          rates.filter(({ discrimination }) => discrimination !== null),
          { x: 'share', y: 'discrimination', fill: BLUE, title: 'id' },
        ),
      ],
    }),
    htmlTable(
      [
        text('check'),
        text('title'),
        number('passed'),
        number('judged'),
        number('%'),
        number('discrimination'),
        number('broken'),
      ],
      rates.map(({ id, title, passed, judged, share, discrimination, broken }) => [
        id,
        title,
        String(passed),
        String(judged),
        share.toFixed(0),
        discrimination?.toFixed(2) ?? '–',
        String(broken),
      ]),
    ),
  );
}

function resources({ wallMs }: ClassStatistics): Html {
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  const rows = Object.entries(wallMs).map(([phase, { median: half, p95, sum }]) => [
    phase,
    seconds(half),
    seconds(p95),
    (sum / 3_600_000).toFixed(2),
  ]);
  const columns = [text('phase'), number('median, s'), number('p95, s'), number('sum, h')];
  return section('Time', 'Wall time of the graded submissions.', htmlTable(columns, rows));
}

function notedSection(heading: string, about: string, noted: readonly Noted[]): Html {
  if (noted.length === 0) return trusted('');
  const rows = noted.map(({ name, key, text: what }) => [name, key, clip(plainText(what), MAX_TEXT)]);
  return section(heading, about, htmlTable([text('student'), text('submission'), text('what')], rows));
}

function flakyChecks(flaky: ReportInput['flaky']): Html {
  if (flaky === null) return trusted('');
  const rows = [...flaky].map(([id, keys]) => [id, String(keys.length), keys.slice(0, 10).join(', ')]);
  const about =
    rows.length === 0
      ? 'All checks came out the same for the same code, in all runs compared.'
      : 'The same code, assignment and images gave different verdicts in the runs compared.';
  return section(
    'Checks that are not reproducible',
    about,
    htmlTable([text('check'), number('submissions'), text('which')], rows),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(sorted: readonly number[]): number {
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
