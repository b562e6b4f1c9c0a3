import * as Plot from '@observablehq/plot';
import type { CourseData } from '../courseData.js';
import { COLORS, type Section } from '../section.js';

/** Who gives extensions. For staff alone: it names them. */
export function extensionsByStaff({ extensionsBy }: CourseData): Section {
  const rows = [...extensionsBy].sort(([, a], [, b]) => b - a);
  return {
    title: 'Extensions by staff member',
    note: 'How many each has granted, whether or not they were revoked later.',
    heading: ['', 'extensions'],
    rows,
    plot:
      rows.length === 0
        ? null
        : {
            height: 60 + 28 * rows.length,
            x: { label: 'extensions', grid: true },
            y: { label: null, domain: rows.map(([who]) => who) },
            marks: [Plot.barX(rows, { x: '1', y: '0', fill: COLORS.blue }), Plot.ruleX([0])],
          },
  };
}
