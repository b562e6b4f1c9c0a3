import { describe, expect, it } from 'vitest';
import { upperPercent } from '../../src/validate/repeats.js';

describe('upperPercent', () => {
  it('is the upper end of Wilson’s interval, rounded up', () => {
    // By hand, with z = 1.96: (k/n + z²/2n + z·√(k/n(1 − k/n)/n + z²/4n²)) / (1 + z²/n).
    expect(upperPercent(0, 20)).toBe(17);
    expect(upperPercent(1, 20)).toBe(24);
    expect(upperPercent(10, 20)).toBe(71);
    expect(upperPercent(20, 20)).toBe(100);
  });
});
