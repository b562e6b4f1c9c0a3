import type { CheckSummary, GradeSummary } from './summary.js';

/** How a check did over a class. */
export interface CheckStatistics {
  readonly id: string;
  readonly title: string;
  readonly passed: number;
  readonly broken: number;
  /** Submissions in which it was judged: passed or failed. */
  readonly judged: number;
  /** Wall time, of those in which it was run. */
  readonly medianMs: number;
  /**
   * The point-biserial correlation between passing this check and the points earned by the others, from -1 to 1; null
   * where everybody or nobody passed, or fewer than three were judged. (Item-rest correlation, as test theory has it:
   * below 0.2, the check hardly tells strong submissions from weak ones.)
   */
  readonly discrimination: number | null;
}

interface Found {
  readonly grade: Counted;
  readonly check: CheckSummary;
}
type Counted = Pick<GradeSummary, 'isOpen' | 'earnedMicroPoints' | 'checks'>;

/** One for each check that some grade has, in the order in which they come. */
export function checkStatistics(grades: readonly Counted[]): CheckStatistics[] {
  const byId = new Map<string, Found[]>();
  for (const grade of grades) {
    for (const check of grade.checks) {
      const known = byId.get(check.id);
      if (known === undefined) byId.set(check.id, [{ grade, check }]);
      else known.push({ grade, check });
    }
  }
  return [...byId].map(([id, found]) => {
    const judged = found.filter(({ check }) => check.status === 'passed' || check.status === 'failed');
    return {
      id,
      title: found[0]?.check.title ?? '',
      passed: countStatus(found, 'passed'),
      broken: countStatus(found, 'broken'),
      judged: judged.length,
      medianMs: median(found.filter(({ check }) => check.status !== 'notRun').map(({ check }) => check.wallMs)),
      // What somebody earned elsewhere is not known while points of theirs are open.
      discrimination: discrimination(judged.filter(({ grade }) => !grade.isOpen)),
    };
  });
}

function countStatus(found: readonly Found[], status: CheckSummary['status']): number {
  return found.filter(({ check }) => check.status === status).length;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

function discrimination(judged: readonly Found[]): number | null {
  const passes = judged.map(({ check }) => (check.status === 'passed' ? 1 : 0));
  const rests = judged.map(({ grade, check }) => (grade.earnedMicroPoints - check.earnedMicroPoints) / 1e6);
  return judged.length < 3 ? null : correlation(passes, rests);
}

/** Pearson's correlation; null where one of the two does not vary. */
function correlation(xs: readonly number[], ys: readonly number[]): number | null {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(xs), mean(ys)];
  const dot = (f: (x: number, y: number) => number): number =>
    xs.reduce((sum, x, index) => sum + f(x - meanX, (ys[index] ?? 0) - meanY), 0);
  const [xx, yy, xy] = [dot((x) => x * x), dot((_, y) => y * y), dot((x, y) => x * y)];
  return xx === 0 || yy === 0 ? null : xy / Math.sqrt(xx * yy);
}
