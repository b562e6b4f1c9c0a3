import { describe, expect, it } from 'vitest';
import { limitsSchema } from '../../src/course/schema.js';
import { longestRunFindings } from '../../src/doctor/longestRunFindings.js';
import { longestRun, longestRunText } from '../../src/grading/longestRun.js';
import { MINI_COURSE_DIR } from '../support/engine.js';

describe('the longest run that a manifest allows', () => {
  it('is within nine tenths of the platform’s ten minutes where nothing is said', () => {
    const run = longestRun(limitsSchema.parse({}));
    expect(run).toEqual({ starts: 20, cells: 302, checks: 185, solution: 30, total: 537, isTooLong: false });
    expect(longestRunText(run)).not.toContain('gives up');
  });

  it('is warned of beyond that', () => {
    const just = longestRun({ totalSeconds: 300, checksSeconds: 183 });
    const over = longestRun({ totalSeconds: 300, checksSeconds: 184 });
    expect([just.total, just.isTooLong, over.total, over.isTooLong]).toEqual([540, false, 541, true]);
    expect(longestRunText(over)).toContain('Course staff: lower limits.totalSeconds');
  });

  it('is found for every assignment of a course', async () => {
    const found = await longestRunFindings(MINI_COURSE_DIR);
    const levels = new Map(found.map(({ level, text }) => [text.split(':')[0], level]));
    expect([levels.get('mini'), levels.get('stuck')]).toEqual(['ok', 'warn']);
  });
});
