import * as Plot from '@observablehq/plot';
import { worksFor, type CourseData } from '../courseData.js';
import { COLORS, type Audience, type Section } from '../section.js';
import { shareable, suppressed } from '../suppress.js';

const BINS: readonly [label: string, least: number, most: number][] = [
  ['0', 0, 0],
  ['1–6', 1, 6],
  ['7–12', 7, 12],
  ['13–24', 13, 24],
  ['25–48', 25, 48],
  ['49–96', 49, 96],
  ['97 +', 97, Infinity],
];

/** How many late hours each assignment took from the budgets of those who handed it in. */
export function hoursUsed(data: CourseData, audience: Audience): Section {
  const counted = data.assignments.map(({ id }) => {
    const hours = worksFor(data, id).flatMap(({ row }) => (row.submissionId === null ? [] : [row.hoursUsed]));
    const counts = BINS.map(([, least, most]) => hours.filter((value) => value >= least && value <= most).length);
    const spenders = hours.filter((value) => value > 0).length;
    const sum = shareable(
      hours.reduce((total, value) => total + value, 0),
      spenders,
      audience,
    );
    return { id, counts: suppressed(counts, audience), sum };
  });
  const bars = counted.flatMap(({ id, counts }) =>
    counts.map((count, index) => ({ id, count: count ?? 0, bin: BINS[index]?.[0] ?? '' })),
  );
  return {
    title: 'Late hours used',
    note: 'Students by the late hours that an assignment took from their budget; those who handed nothing in are left out.',
    heading: ['', ...BINS.map(([label]) => label), 'hours in all'],
    rows: counted.map(({ id, counts, sum }) => [id, ...counts, sum]),
    plot: {
      height: 60 + 76 * counted.length,
      x: { label: 'late hours used', domain: BINS.map(([label]) => label) },
      y: { label: 'students', grid: true, ticks: 2 },
      fy: { label: null, padding: 0.2, domain: counted.map(({ id }) => id) },
      marks: [Plot.barY(bars, { x: 'bin', y: 'count', fy: 'id', fill: COLORS.blue }), Plot.ruleY([0])],
    },
  };
}
