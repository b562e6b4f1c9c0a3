import * as Plot from '@observablehq/plot';
import type { CourseData, Person } from '../courseData.js';
import { COLORS, type Audience, type Section } from '../section.js';
import { suppressed } from '../suppress.js';

const BINS: readonly [label: string, least: number, most: number][] = [
  ['none', 0, 0],
  ['1–5', 1, 5],
  ['6–10', 6, 10],
  ['11–25', 11, 25],
  ['26–50', 26, 50],
  ['51 +', 51, Infinity],
];

/** Penalty hours so far, and at the end of the course if everybody goes on as they do. */
export function penalties(data: CourseData, audience: Audience): Section {
  const kinds = [
    ['so far', COLORS.grey, (person: Person) => penaltyHours(person)],
    ['by the end', COLORS.red, (person: Person) => projectedPenaltyHours(data, person)],
  ] as const;
  const counted = kinds.map(([label, , hoursOf]) => {
    const hours = data.people.map(hoursOf);
    const counts = BINS.map(([, least, most]) => hours.filter((value) => value >= least && value <= most).length);
    return { label, counts: suppressed(counts, audience) };
  });
  const bars = counted.flatMap(({ label, counts }) =>
    counts.map((count, index) => ({ label, count: count ?? 0, bin: BINS[index]?.[0] ?? '' })),
  );
  return {
    title: 'Projected penalties',
    note:
      'Students by penalty hours: those they have, and those they would have by the end if each assignment to come ' +
      'took as many hours as theirs did on average until now.',
    heading: ['penalty hours', ...BINS.map(([label]) => label)],
    rows: counted.map(({ label, counts }) => [label, ...counts]),
    legend: kinds.map(([label, color]) => ({ label, color })),
    plot: {
      height: 240,
      fx: { label: 'penalty hours', domain: BINS.map(([label]) => label) },
      x: { axis: null, domain: kinds.map(([label]) => label) },
      y: { label: 'students', grid: true },
      color: { domain: kinds.map(([label]) => label), range: kinds.map(([, color]) => color) },
      marks: [Plot.barY(bars, { fx: 'bin', x: 'label', y: 'count', fill: 'label' }), Plot.ruleY([0])],
    },
  };
}

function penaltyHours({ works }: Person): number {
  return works.reduce((sum, { row }) => sum + row.penaltyHours, 0);
}

/** At the pace of the assignments that are over. */
export function projectedPenaltyHours({ assignments, now }: CourseData, person: Person): number {
  const over = new Set(assignments.filter(({ due }) => due <= now).map(({ id }) => id));
  const past = person.works.filter(({ assignment }) => over.has(assignment));
  const wanted = past.reduce((sum, { row }) => sum + row.hoursUsed + row.penaltyHours, 0);
  const toCome = past.length === 0 ? 0 : (wanted / past.length) * (assignments.length - over.size);
  return penaltyHours(person) + Math.max(0, Math.ceil(toCome) - person.remaining);
}
