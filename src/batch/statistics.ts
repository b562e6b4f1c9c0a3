import type { CheckGrade, Grade, Outcome } from '../grade/grade.js';
import { isOpen } from '../grade/openPoints.js';
import { openPointsText } from '../results/openText.js';
import { checkStatistics, type CheckStatistics } from '../statistics/checks.js';
import { summaryOf } from '../statistics/summary.js';
import type { Usage } from '../grade/usage.js';
import type { BatchRow } from './gradeTables.js';
import { commonNotes, type CommonNote } from './commonNotes.js';
import { nameOf, type BatchItem } from './items.js';

/** A submission in a list of those that need a look. */
export interface Noted {
  readonly key: string;
  readonly name: string;
  readonly text: string;
}

export interface ClassStatistics {
  readonly submissions: number;
  /** Points of those that are graded and have none open, in micro-points, ascending. */
  readonly scores: readonly number[];
  /** Of those, too: how the run of one with open points ended, its broken checks would tell. */
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  readonly checks: readonly CheckStatistics[];
  /** Wall time of each phase, over all graded submissions. */
  readonly wallMs: Readonly<Record<'start' | 'cells' | 'checks' | 'total', Spread>>;
  readonly slowest: readonly Noted[];
  /** What the notebooks' containers used; of the submissions of which it is known. */
  readonly cpuMs: Used;
  readonly peakMemoryBytes: Used;
  /** Runs that had to be stopped or stumbled, each with its first error. */
  readonly failing: readonly Noted[];
  readonly ungraded: readonly Noted[];
  readonly notes: readonly CommonNote[];
  /** Graded, but with points still open, so without a score. */
  readonly open: readonly Noted[];
}

export interface Spread {
  readonly median: number;
  readonly p95: number;
  readonly max: number;
  readonly sum: number;
}

/** Of something that is used, how much of it and by whom most. */
interface Used {
  /** Of how many submissions it is known. */
  readonly known: number;
  readonly spread: Spread;
  readonly most: readonly Noted[];
}

const MAX_NOTED = 25;
const MOST = 10;
const MIB = 1024 * 1024;

/** What a class did, from its rows alone. */
export function classStatistics(rows: readonly BatchRow[]): ClassStatistics {
  const graded = rows.flatMap(([item, end]) => (end.kind === 'graded' ? [{ item, grade: end.grade }] : []));
  const grades = graded.map(({ grade }) => grade);
  const outcomes: Partial<Record<Outcome, number>> = {};
  const settled = grades.filter((grade) => !isOpen(grade));
  for (const { outcome } of settled) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  const bySpeed = [...graded].sort((a, b) => b.grade.timings.totalMs - a.grade.timings.totalMs);
  const usedBy = (pick: (usage: Usage) => number | undefined, text: (value: number) => string): Used => {
    const known = graded.flatMap(({ item, grade }) => {
      const value = grade.usage && pick(grade.usage);
      return value === undefined ? [] : [{ item, value }];
    });
    const most = [...known].sort((a, b) => b.value - a.value).slice(0, MOST);
    return {
      known: known.length,
      spread: spread(known.map(({ value }) => value)),
      most: most.map(({ item, value }) => noted(item, text(value))),
    };
  };
  const timesOf = (pick: (timings: Grade['timings']) => number) => spread(grades.map(({ timings }) => pick(timings)));
  return {
    submissions: rows.length,
    scores: settled.map(({ earnedMicroPoints }) => earnedMicroPoints).sort((a, b) => a - b),
    outcomes,
    checks: checkStatistics(grades.map(summaryOf)),
    wallMs: {
      start: timesOf(({ startMs }) => startMs),
      cells: timesOf(({ cellsMs }) => cellsMs),
      checks: timesOf(({ checksMs }) => checksMs),
      total: timesOf(({ totalMs }) => totalMs),
    },
    slowest: bySpeed
      .slice(0, MOST)
      .map(({ item, grade }) => noted(item, `${(grade.timings.totalMs / 1000).toFixed(1)} s`)),
    cpuMs: usedBy(
      ({ cpuMs }) => cpuMs,
      (ms) => `${(ms / 1000).toFixed(1)} s`,
    ),
    peakMemoryBytes: usedBy(
      ({ peakMemoryBytes }) => peakMemoryBytes,
      (bytes) => `${Math.round(bytes / MIB)} MiB`,
    ),
    failing: graded
      .flatMap(({ item, grade }) => {
        const error = firstError(grade);
        return error === undefined ? [] : [noted(item, error)];
      })
      .slice(0, MAX_NOTED),
    notes: commonNotes(grades),
    open: graded.flatMap(({ item, grade }) => (isOpen(grade) ? [noted(item, openPointsText(grade))] : [])),
    ungraded: rows.flatMap(([item, end]) => {
      if (end.kind === 'graded') return [];
      return [noted(item, end.kind === 'open' ? (item.problem ?? 'not run yet') : end.message)];
    }),
  };
}

function noted(item: BatchItem, text: string): Noted {
  return { key: item.key, name: nameOf(item), text };
}

/** The first cell that stumbled or was stopped; else the first check that broke. */
function firstError({ cells, checks, outcome }: Grade): string | undefined {
  const cell = cells.find(({ status }) => status !== 'ok' && status !== 'notRun');
  if (cell !== undefined) {
    return cell.error === undefined
      ? `cell ${cell.number}: ${cell.status}`
      : `cell ${cell.number}: ${cell.error.name}: ${cell.error.text}`;
  }
  const broken = checks.find(({ status }) => status === 'broken');
  if (broken !== undefined) return `check ${broken.id} broke: ${broken.staffLog ?? broken.message}`;
  return outcome === 'passed' || outcome === 'failed' ? undefined : outcome;
}

function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { median: at(0.5), p95: at(0.95), max: at(1), sum: sorted.reduce((sum, value) => sum + value, 0) };
}

/**
 * Checks that did not come out the same for the same code, the same assignment and the same images in several runs:
 * the id of the check, and the keys of the submissions.
 */
export function flakyChecks(runs: readonly (readonly BatchRow[])[]): ReadonlyMap<string, readonly string[]> {
  const seen = new Map<string, CheckGrade['status']>();
  const flaky = new Map<string, Set<string>>();
  for (const [item, end] of runs.flat()) {
    if (end.kind !== 'graded') continue;
    const { notebookDigest, assignmentDigest, environment, submission, checks } = end.grade;
    for (const { id, status } of checks) {
      const same = JSON.stringify([submission, notebookDigest, assignmentDigest, environment.images, id]);
      const before = seen.get(same);
      seen.set(same, before ?? status);
      if (before !== undefined && before !== status) flaky.set(id, (flaky.get(id) ?? new Set()).add(item.key));
    }
  }
  return new Map([...flaky].map(([id, keys]) => [id, [...keys].sort()]));
}
