import { barX, barY, dot, rectY, ruleX, ruleY } from '@observablehq/plot';
import { toPoints } from '../course/points.js';
import type { Outcome } from '../grade/grade.js';
import { COLORS, type Section } from '../report/section.js';
import { clip, plainText } from '../results/plainText.js';
import { OUTCOME_WORDS } from '../results/wording.js';
import type { CheckStatistics } from '../statistics/checks.js';
import { histogram } from '../statistics/histogram.js';
import type { ClassStatistics, Noted, Spread } from './statistics.js';

export interface ReportInput {
  readonly maxMicroPoints: number;
  readonly statistics: ClassStatistics;
  /** Per check, the submissions in which it was not reproducible; null where there is no other run to compare with. */
  readonly flaky: ReadonlyMap<string, readonly string[]> | null;
}

const MAX_TEXT = 300;
const MIB = 1024 * 1024;

/** The parts of a class's report, for course staff; parts without anything to tell are left out. */
export function batchSections({ statistics, maxMicroPoints, flaky }: ReportInput): Section[] {
  return [
    scores(statistics, toPoints(maxMicroPoints)),
    outcomes(statistics),
    ...(statistics.checks.length === 0 ? [] : [passRates(statistics.checks), discrimination(statistics.checks)]),
    time(statistics),
    ...usage(statistics),
    ...noted(
      'Failing submissions',
      'Runs that stumbled or had to be stopped, with their first error.',
      statistics.failing,
    ),
    ...notes(statistics),
    ...noted('Slowest submissions', 'Wall time of the whole run.', statistics.slowest),
    ...noted('Most processor time', 'Of the container that ran the notebook.', statistics.cpuMs.most),
    ...noted('Most memory', 'Peak of the container that ran the notebook.', statistics.peakMemoryBytes.most),
    ...noted('Points still open', 'Checks could not be completed, so there is no score yet.', statistics.open),
    ...noted('Without a grade', 'These have no score, which is not a zero.', statistics.ungraded),
    ...(flaky === null ? [] : [flakyChecks(flaky)]),
  ];
}

function scores({ scores: found, submissions }: ClassStatistics, maxPoints: number): Section {
  const points = found.map(toPoints);
  const bins = histogram(points, Math.max(maxPoints, ...points));
  const mean = points.reduce((sum, value) => sum + value, 0) / points.length;
  const median = points[Math.floor((points.length - 1) / 2)] ?? 0;
  const middle = points.length === 0 ? '' : ` Mean ${mean.toFixed(1)}, median ${median} of ${maxPoints} points.`;
  return {
    title: 'Scores',
    note: `${points.length} of ${submissions} submissions graded.${middle}`,
    heading: ['points', 'submissions'],
    rows: bins.map(({ from, to, count }) => [`${from} to ${to}`, count]),
    plot: {
      height: 240,
      x: { label: 'points' },
      y: { label: 'submissions', grid: true },
      marks: [rectY(bins, { x1: 'from', x2: 'to', y: 'count', fill: COLORS.blue, inset: 0.5 }), ruleY([0])],
    },
  };
}

function outcomes({ outcomes: counts }: ClassStatistics): Section {
  const rows = Object.entries(counts).map(([outcome, count]) => ({
    outcome: OUTCOME_WORDS[outcome as Outcome],
    count,
  }));
  return {
    title: 'Outcomes',
    note: 'How the runs ended.',
    heading: ['', 'submissions'],
    rows: rows.map(({ outcome, count }) => [outcome, count]),
    plot: {
      height: 60 + 34 * rows.length,
      marginLeft: 170,
      x: { label: 'submissions' },
      y: { label: null },
      marks: [barX(rows, { x: 'count', y: 'outcome', fill: COLORS.blue }), ruleX([0])],
    },
  };
}

function passRates(checks: readonly CheckStatistics[]): Section {
  const shares = checks.map((check) => ({ ...check, share: shareOf(check) }));
  return {
    title: 'Checks: who passes',
    note: 'Share of the submissions in which the check was judged. A broken check is course staff’s to mend.',
    heading: ['check', 'title', 'passed', 'judged', '%', 'broken'],
    rows: shares.map(({ id, title, passed, judged, share, broken }) => {
      return [id, plainText(title), passed, judged, Math.round(share), broken];
    }),
    plot: {
      height: 260,
      x: { label: 'check', domain: shares.map(({ id }) => id) },
      y: { label: 'passed, %', domain: [0, 100], grid: true },
      marks: [barY(shares, { x: 'id', y: 'share', fill: COLORS.blue }), ruleY([0])],
    },
  };
}

function discrimination(checks: readonly CheckStatistics[]): Section {
  const known = checks.flatMap((check) =>
    check.discrimination === null ? [] : [{ id: check.id, share: shareOf(check), value: check.discrimination }],
  );
  return {
    title: 'Checks: what they tell',
    note: 'Discrimination: the correlation between passing a check and the points of the other checks. Below 0.2, a check hardly tells strong work from weak.',
    heading: ['check', 'discrimination'],
    rows: checks.map(({ id, discrimination: value }) => [id, value === null ? null : Math.round(100 * value) / 100]),
    plot: {
      height: 260,
      x: { label: 'passed, %', domain: [0, 100] },
      y: { label: 'discrimination', domain: [-1, 1], grid: true },
      marks: [
        ruleY([0.2], { strokeDasharray: '4 4', stroke: COLORS.grey }),
        dot(known, { x: 'share', y: 'value', fill: COLORS.blue, title: 'id' }),
      ],
    },
  };
}

function shareOf({ passed, judged }: CheckStatistics): number {
  return judged === 0 ? 0 : (100 * passed) / judged;
}

function time({ wallMs }: ClassStatistics): Section {
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  return {
    title: 'Time',
    note: 'Wall time of the graded submissions.',
    heading: ['', 'median, s', 'p95, s', 'sum, h'],
    rows: Object.entries(wallMs).map(([phase, { median, p95, sum }]) => {
      return [phase, seconds(median), seconds(p95), (sum / 3_600_000).toFixed(2)];
    }),
    plot: null,
  };
}

/** Left out where it is known of no submission. */
function usage({ cpuMs, peakMemoryBytes }: ClassStatistics): Section[] {
  const row = (what: string, known: number, { median, p95, max }: Spread, show: (value: number) => string) =>
    known === 0 ? [] : [[what, show(median), show(p95), show(max), known]];
  const rows = [
    ...row('processor time, s', cpuMs.known, cpuMs.spread, (ms) => (ms / 1000).toFixed(1)),
    ...row('peak memory, MiB', peakMemoryBytes.known, peakMemoryBytes.spread, (bytes) => (bytes / MIB).toFixed(0)),
  ];
  if (rows.length === 0) return [];
  return [
    {
      title: 'Processors and memory',
      note: 'Of the container that ran the notebook, as the kernel counts it from its start to the end of the checks.',
      heading: ['', 'median', 'p95', 'most', 'submissions'],
      rows,
      plot: null,
    },
  ];
}

/** What the image lacks that many ask for, course staff can put into it. */
function notes({ notes: found }: ClassStatistics): Section[] {
  if (found.length === 0) return [];
  return [
    {
      title: 'Notes to students',
      note: 'What notebooks asked for and did not find as in Colab: packages, programs, devices, data. It cost nobody points.',
      heading: ['note', 'submissions'],
      rows: found.map(({ text, submissions }) => [clip(plainText(text), MAX_TEXT), submissions]),
      plot: null,
    },
  ];
}

function noted(title: string, note: string, found: readonly Noted[]): Section[] {
  if (found.length === 0) return [];
  const rows = found.map(({ name, key, text }) => [plainText(name), key, clip(plainText(text), MAX_TEXT)]);
  return [{ title, note, heading: ['student', 'submission', ''], rows, plot: null }];
}

function flakyChecks(flaky: ReadonlyMap<string, readonly string[]>): Section {
  const note =
    flaky.size === 0
      ? 'All checks came out the same for the same code, in all runs compared.'
      : 'The same code, assignment and images gave different verdicts in the runs compared.';
  const rows = [...flaky].map(([id, keys]) => [id, keys.length, keys.slice(0, 10).join(', ')]);
  return {
    title: 'Checks that are not reproducible',
    note,
    heading: ['check', 'submissions', 'which'],
    rows,
    plot: null,
  };
}
