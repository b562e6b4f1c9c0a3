import * as Plot from '@observablehq/plot';
import { worksFor, type CourseData, type Work } from '../courseData.js';
import { COLORS, type Audience, type Section } from '../section.js';
import { shareable } from '../suppress.js';

const REASONS: readonly [label: string, color: string, hours: (work: Work) => number][] = [
  ['used', COLORS.blue, ({ row }) => row.hoursUsed],
  ['waived', COLORS.green, ({ row }) => row.hoursWaived],
  ['extended', COLORS.grey, ({ extendedHours }) => extendedHours],
  ['penalty', COLORS.red, ({ row }) => row.penaltyHours],
];

/** Where late hours went: paid, waived, spared by more time, penalised. */
export function hoursByReason(data: CourseData, audience: Audience): Section {
  const counted = data.assignments.map(({ id }) => {
    const works = worksFor(data, id);
    const sums = REASONS.map(([, , hoursOf]) => {
      const hours = works.map(hoursOf).filter((value) => value > 0);
      return shareable(
        hours.reduce((sum, value) => sum + value, 0),
        hours.length,
        audience,
      );
    });
    return { id, sums };
  });
  const bars = counted.flatMap(({ id, sums }) =>
    sums.map((hours, index) => ({ id, hours: hours ?? 0, reason: REASONS[index]?.[0] ?? '' })),
  );
  return {
    title: 'Late hours by reason',
    note: 'Hours after the due time that most have: paid from budgets, waived, spared by extensions and accommodations, or beyond the budget.',
    heading: ['', ...REASONS.map(([label]) => label)],
    rows: counted.map(({ id, sums }) => [id, ...sums]),
    legend: REASONS.map(([label, color]) => ({ label, color })),
    plot: {
      height: 60 + 34 * counted.length,
      x: { label: 'hours of all students', grid: true },
      y: { label: null, domain: counted.map(({ id }) => id) },
      color: { domain: REASONS.map(([label]) => label), range: REASONS.map(([, color]) => color) },
      marks: [Plot.barX(bars, Plot.stackX({ x: 'hours', y: 'id', fill: 'reason' })), Plot.ruleX([0])],
    },
  };
}
