import { toPoints } from '../../course/points.js';
import type { Outcome } from '../../grade/grade.js';
import type { ClassOf } from '../../ledger/questions/classOf.js';
import { OUTCOME_WORDS } from '../../results/wording.js';
import type { CheckStatistics } from '../../statistics/checks.js';
import { histogram } from '../../statistics/histogram.js';
import type { GradeSummary } from '../../statistics/summary.js';
import { classHref, readClassQuery } from './classQuery.js';
import { Bar, Foreign, Table } from './parts.js';

/** The scores, against what can be had: never beyond, and never cut off. */
export function Distribution({ rows, maxPoints }: ClassOf) {
  const byChecks = Math.max(0, ...rows.map(({ grade }) => grade?.maxMicroPoints ?? 0));
  const max = byChecks === 0 ? maxPoints : toPoints(byChecks);
  const points = rows.flatMap(({ charge }) => (charge.rawScore === null ? [] : [Number(charge.rawScore)]));
  if (points.length === 0) return <p>Nobody has a score yet.</p>;
  const sorted = points.toSorted((a, b) => a - b);
  const mean = points.reduce((sum, value) => sum + value, 0) / points.length;
  const bins = histogram(points, max);
  const most = Math.max(...bins.map(({ count }) => count));
  return (
    <>
      <p>
        {points.length} scores of at most {max} points by checks
        {maxPoints > max ? ` (with what people grade: ${maxPoints})` : ''}: mean {mean.toFixed(1)}, median{' '}
        {sorted[Math.floor((sorted.length - 1) / 2)]}, before lateness.
      </p>
      <Table
        name="Scores"
        columns={['Points', 'Students']}
        rows={bins.map(({ from, to, count }) => [
          `${from} to ${to}`,
          <>
            <Bar share={count / most} />
            {count}
          </>,
        ])}
      />
    </>
  );
}

export function Outcomes({ grades }: { readonly grades: readonly GradeSummary[] }) {
  const counts = new Map<string, number>();
  for (const { outcome, isOpen } of grades) {
    const text = isOpen ? 'points are open' : OUTCOME_WORDS[outcome satisfies Outcome];
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return (
    <Table
      name="Outcomes"
      empty="Nothing is graded yet."
      columns={['How it ended', 'Students']}
      rows={[...counts]
        .sort((a, b) => b[1] - a[1])
        .map(([text, count]) => [
          text,
          <>
            <Bar share={count / grades.length} />
            {count}
          </>,
        ])}
    />
  );
}

interface ChecksProps {
  readonly assignment: string;
  readonly checks: readonly CheckStatistics[];
  readonly submissions: number;
}

/** A row a check. Where a check tells little, or cannot be completed, its bar says so, and its number. */
export function Checks({ assignment, checks, submissions }: ChecksProps) {
  const slowest = Math.max(1, ...checks.map(({ medianMs }) => medianMs));
  return (
    <Table
      name="Checks"
      empty="Nothing is graded yet."
      columns={['Check', 'Passed', 'Discrimination', 'Broken', 'Median time']}
      rows={checks.map((check) => [
        <a href={`${classHref(assignment, readClassQuery({}), { check: check.id })}#students`}>
          <Foreign text={check.title.startsWith(check.id) ? check.title : `${check.id} ${check.title}`} />
        </a>,
        <>
          <Bar share={check.judged === 0 ? 0 : check.passed / check.judged} />
          {check.passed} of {check.judged}
        </>,
        <Discrimination check={check} />,
        check.broken === 0 ? (
          '0'
        ) : (
          <>
            <Bar share={check.broken / submissions} tone="warn" />
            {check.broken}
          </>
        ),
        <>
          <Bar share={check.medianMs / slowest} />
          {check.medianMs} ms
        </>,
      ])}
    />
  );
}

function Discrimination({ check: { discrimination } }: { readonly check: CheckStatistics }) {
  if (discrimination === null) return '–';
  return (
    <>
      <Bar share={discrimination} tone={discrimination < 0.2 ? 'warn' : 'plain'} />
      {discrimination.toFixed(2)}
    </>
  );
}
