import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tokensAt } from '../../src/work/feedbackTokens.js';

const TERMS = { burst: 3, refillMinutes: 10 };
const MINUTE = 60_000;
const START = 1_800_000_000_000;

it('gives all at once, then one after the other', () => {
  expect(tokensAt([], TERMS, START)).toEqual({ left: 3, of: 3, nextAtMs: undefined });
  const spent = [START, START + MINUTE, START + 2 * MINUTE];
  expect(tokensAt(spent, TERMS, START + 3 * MINUTE)).toEqual({ left: 0, of: 3, nextAtMs: START + 10 * MINUTE });
  expect(tokensAt(spent, TERMS, START + 10 * MINUTE)).toEqual({ left: 1, of: 3, nextAtMs: START + 20 * MINUTE });
  expect(tokensAt(spent, TERMS, START + 30 * MINUTE)).toEqual({ left: 3, of: 3, nextAtMs: undefined });
});

it('never lets more through than burst and refill allow', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }), (pauses) => {
      let now = START;
      const spent: number[] = [];
      for (const minutes of pauses) {
        now += minutes * MINUTE;
        if (tokensAt(spent, TERMS, now).left > 0) spent.push(now);
      }
      for (const from of spent) {
        for (const to of spent.filter((at) => at >= from)) {
          const taken = spent.filter((at) => at >= from && at <= to).length;
          expect(taken).toBeLessThanOrEqual(TERMS.burst + (to - from) / (TERMS.refillMinutes * MINUTE));
        }
      }
    }),
  );
});
