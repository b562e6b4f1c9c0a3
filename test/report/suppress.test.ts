import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shareable, SMALLEST_CELL, suppressed } from '../../src/report/suppress.js';

describe('suppressed', () => {
  test('hides no number from staff', () => {
    expect(suppressed([1, 0, 30], 'staff')).toEqual([1, 0, 30]);
  });

  test.each([
    [
      [20, 9, 0],
      [20, 9, 0],
    ],
    [
      [20, 9, 2],
      [20, null, null],
    ],
    [
      [20, 1, 2, 9],
      [20, null, null, null],
    ],
    [
      [20, 3, 2],
      [20, null, null],
    ],
    [
      [2, 0],
      [null, 0],
    ],
  ])('%j is told as %j', (counts, told) => {
    expect(suppressed(counts, 'shared')).toEqual(told);
  });

  test('whoever knows the total cannot tell a small number', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 7 }), (counts) => {
        const told = suppressed(counts, 'shared');
        const hidden = counts.filter((_, index) => told[index] === null);
        const shown = told.filter((count) => count !== null);
        expect(shown.filter((count) => count > 0 && count < SMALLEST_CELL)).toEqual([]);
        if (hidden.length === 0 || shown.every((count) => count === 0)) return;
        const sum = hidden.reduce((total, count) => total + count, 0);
        expect(hidden.length > 1 && sum >= SMALLEST_CELL).toBe(true);
      }),
    );
  });
});

test('a sum is told where five took part, or nobody', () => {
  expect([
    shareable(9, 4, 'shared'),
    shareable(9, 4, 'staff'),
    shareable(9, 5, 'shared'),
    shareable(0, 0, 'shared'),
  ]).toEqual([null, 9, 9, 0]);
});
