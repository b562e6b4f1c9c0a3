import * as Plot from '@observablehq/plot';
import { HOUR_MICROS, type EpochMicros } from '../../late/instant.js';
import type { CourseData, Person } from '../courseData.js';
import { COLORS, type Audience, type Section } from '../section.js';
import { SMALLEST_CELL } from '../suppress.js';

const WEEK = 7 * 24 * HOUR_MICROS;
const QUANTILES = [0.1, 0.25, 0.5, 0.75, 0.9] as const;

/** How the balances shrink over the term. */
export function remainingByWeek(data: CourseData, audience: Audience): Section {
  // A quarter of a small class is a person or two.
  const isTold = audience === 'staff' || data.people.length >= 4 * SMALLEST_CELL;
  const weeks = isTold ? weeksOf(data).map((at) => ({ at, levels: levelsAt(data.people, at) })) : [];
  const points = weeks.map(({ at, levels: [p10, p25, p50, p75, p90] }) => ({
    date: new Date(at / 1000),
    p10,
    p25,
    p50,
    p75,
    p90,
  }));
  const wide = audience === 'staff';
  return {
    title: 'Late hours left, week by week',
    note:
      'The median student, the middle half' +
      (wide ? ', and all but the tenth at either end' : '') +
      '. Every charge stands at the time of the submission that counts, by today’s rules.' +
      (isTold ? '' : ' Not shown: the class is too small.'),
    heading: [
      'week from',
      ...(wide ? ['lowest 10%'] : []),
      'lowest 25%',
      'median',
      'highest 25%',
      ...(wide ? ['highest 10%'] : []),
    ],
    rows: weeks.map(({ at, levels: [p10, p25, p50, p75, p90] }) => [
      new Date(at / 1000).toISOString().slice(0, 10),
      ...(wide ? [p10 ?? null] : []),
      p25 ?? null,
      p50 ?? null,
      p75 ?? null,
      ...(wide ? [p90 ?? null] : []),
    ]),
    plot:
      points.length < 2
        ? null
        : {
            height: 260,
            x: { type: 'utc', label: null },
            y: { label: 'late hours left', grid: true, zero: true },
            marks: [
              ...(wide
                ? [Plot.areaY(points, { x: 'date', y1: 'p10', y2: 'p90', fill: COLORS.blue, fillOpacity: 0.15 })]
                : []),
              Plot.areaY(points, { x: 'date', y1: 'p25', y2: 'p75', fill: COLORS.blue, fillOpacity: 0.3 }),
              Plot.lineY(points, { x: 'date', y: 'p50', stroke: COLORS.blue, strokeWidth: 2 }),
              Plot.ruleY([0]),
            ],
          },
  };
}

/** From a week before the first due time to now, or to two weeks after the last. */
function weeksOf({ assignments, now }: CourseData): EpochMicros[] {
  const first = assignments[0]?.due;
  const last = assignments.at(-1)?.due;
  if (first === undefined || last === undefined) return [];
  const weeks: EpochMicros[] = [];
  for (let at = first - WEEK; at <= Math.min(now, last + 2 * WEEK); at += WEEK) weeks.push(at);
  return weeks;
}

/** What a student had left at a time. */
export function remainingAt({ budget, works }: Person, at: EpochMicros): number {
  const used = works.reduce(
    (sum, { submittedAt, row }) => sum + (submittedAt !== null && submittedAt <= at ? row.hoursUsed : 0),
    0,
  );
  return Math.max(0, budget - used);
}

function levelsAt(people: readonly Person[], at: EpochMicros): number[] {
  const sorted = people.map((person) => remainingAt(person, at)).sort((a, b) => a - b);
  return QUANTILES.map((share) => sorted[Math.round(share * (sorted.length - 1))] ?? 0);
}
