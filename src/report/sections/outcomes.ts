import * as Plot from '@observablehq/plot';
import { worksFor, type CourseData, type Work } from '../courseData.js';
import { COLORS, type Audience, type Section } from '../section.js';
import { suppressed } from '../suppress.js';

const OUTCOMES = [
  ['on time', COLORS.green, ['on_time']],
  ['late, paid', COLORS.blue, ['late']],
  ['late, not charged', COLORS.light, ['late_uncharged']],
  ['penalised', COLORS.red, ['penalized']],
  ['not accepted', COLORS.orange, ['rejected', 'invalid']],
  ['nothing yet', COLORS.grey, ['none']],
  ['excused', '#8d8778', ['excused']],
] as const satisfies [string, string, Work['row']['status'][]][];

/** The share that was on time, late and penalised. */
export function outcomes(data: CourseData, audience: Audience): Section {
  const counted = data.assignments.map(({ id }) => {
    const works = worksFor(data, id);
    const counts = OUTCOMES.map(
      ([, , statuses]) => works.filter(({ row }) => (statuses as readonly string[]).includes(row.status)).length,
    );
    return { id, counts: suppressed(counts, audience) };
  });
  const bars = counted.flatMap(({ id, counts }) =>
    counts.map((count, index) => ({ id, count: count ?? 0, outcome: OUTCOMES[index]?.[0] ?? '' })),
  );
  return {
    title: 'On time, late, penalised',
    note: 'What became of everybody’s work, as a share of the students.',
    heading: ['', ...OUTCOMES.map(([label]) => label)],
    rows: counted.map(({ id, counts }) => [id, ...counts]),
    legend: OUTCOMES.map(([label, color]) => ({ label, color })),
    plot: {
      height: 60 + 34 * counted.length,
      x: { percent: true, label: 'share of students (%)' },
      y: { label: null, domain: counted.map(({ id }) => id) },
      color: { domain: OUTCOMES.map(([label]) => label), range: OUTCOMES.map(([, color]) => color) },
      marks: [
        Plot.barX(bars, Plot.stackX({ offset: 'normalize', x: 'count', y: 'id', fill: 'outcome' })),
        Plot.ruleX([0]),
      ],
    },
  };
}
