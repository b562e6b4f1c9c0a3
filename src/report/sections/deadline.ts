import * as Plot from '@observablehq/plot';
import { HOUR_MICROS } from '../../late/instant.js';
import type { CourseData } from '../courseData.js';
import { COLORS, type Audience, type Section } from '../section.js';
import { SMALLEST_CELL, suppressed } from '../suppress.js';

const HOURS_AROUND = 48;

/** Hours from the due time; an hour's end belongs to it, as the due instant is on time. */
const SPANS: readonly [label: string, after: number, until: number][] = [
  ['over 24 h before', -Infinity, -24],
  ['24–6 h before', -24, -6],
  ['6–1 h before', -6, -1],
  ['last hour', -1, 0],
  ['first hour late', 0, 1],
  ['1–6 h late', 1, 6],
  ['6–24 h late', 6, 24],
  ['over 24 h late', 24, Infinity],
];

/** When people hand in, around the due time. */
export function deadline(data: CourseData, audience: Audience): Section {
  const counted = data.assignments.map(({ id, due }) => {
    const made = data.submissions
      .filter(({ assignment }) => assignment === id)
      .map(({ student, at }) => ({ student, hours: (at - due) / HOUR_MICROS }));
    const last = new Map<string, number>();
    for (const { student, hours } of made) last.set(student, Math.max(hours, last.get(student) ?? -Infinity));
    const ends = [...last.values()];
    const counts = SPANS.map(([, after, until]) => ends.filter((hours) => hours > after && hours <= until).length);
    return { id, made, counts: suppressed(counts, audience) };
  });
  const bars = counted.flatMap(({ id, made }) => hourly(made, audience).map((bar) => ({ id, ...bar })));
  return {
    title: 'Around the deadline',
    note:
      'Students who handed something in, hour by hour, from two days before the due time that most have to two days ' +
      'after. The table has each student once, by the last submission.',
    heading: ['', ...SPANS.map(([label]) => label)],
    rows: counted.map(({ id, counts }) => [id, ...counts]),
    legend: [
      { label: 'before', color: COLORS.green },
      { label: 'after', color: COLORS.orange },
    ],
    plot: {
      height: 60 + 76 * counted.length,
      x: { label: 'hours from the due time', domain: [-HOURS_AROUND, HOURS_AROUND], ticks: 9 },
      y: { label: 'students', grid: true, ticks: 2 },
      fy: { label: null, padding: 0.2, domain: counted.map(({ id }) => id) },
      marks: [
        Plot.rectY(bars, { x1: 'from', x2: 'to', y: 'count', fy: 'id', fill: 'color', insetLeft: 0.5 }),
        Plot.ruleX([0], { stroke: COLORS.red }),
        Plot.ruleY([0]),
      ],
    },
  };
}

function hourly(made: readonly { student: string; hours: number }[], audience: Audience) {
  const byHour = new Map<number, Set<string>>();
  for (const { student, hours } of made) {
    const end = Math.ceil(hours);
    if (end <= -HOURS_AROUND || end > HOURS_AROUND) continue;
    byHour.set(end, (byHour.get(end) ?? new Set()).add(student));
  }
  return [...byHour].flatMap(([end, { size: count }]) => {
    if (audience === 'shared' && count < SMALLEST_CELL) return [];
    return [{ from: end - 1, to: end, count, color: end <= 0 ? COLORS.green : COLORS.orange }];
  });
}
