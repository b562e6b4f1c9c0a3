import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pointsText, toMicroPoints, toPoints } from '../../src/course/points.js';

describe('points', () => {
  it('are exact up to 6 decimals', () => {
    expect([10, 2.5, 0.1, 0.000001, 99_999.999999].map(toMicroPoints)).toEqual([
      10_000_000, 2_500_000, 100_000, 1, 99_999_999_999,
    ]);
    expect([0.0000001, 1 / 3, Number.NaN, Infinity].map(toMicroPoints)).toEqual(Array(4).fill(undefined));
  });

  it('survive the way there and back, and print as the decimal they are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000_000 }), (micro) => {
        expect(toMicroPoints(toPoints(micro))).toBe(micro);
        expect(JSON.stringify(toPoints(micro)).replace(/^.*\./, '').length).toBeLessThanOrEqual(12);
      }),
    );
    expect(JSON.stringify(toPoints(300_000))).toBe('0.3');
    expect(pointsText(1_000_000)).toBe('1 point');
    expect(pointsText(2_500_000)).toBe('2.5 points');
  });
});
