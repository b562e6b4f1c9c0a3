import { expect, it } from 'vitest';
import { tokenBucket } from '../../src/access/bucket.js';

it('lets so many through at once, then one in a while, each key by itself', () => {
  let at = 0;
  const bucket = tokenBucket({ size: 3, perMinute: 1 }, () => new Date(at));
  const take = (key: string, times: number): boolean[] => Array.from({ length: times }, () => bucket.take(key));
  expect(take('a', 4)).toEqual([true, true, true, false]);
  expect(take('b', 1)).toEqual([true]);
  bucket.giveBack('b');
  bucket.giveBack('b');
  expect(take('b', 4)).toEqual([true, true, true, false]);
  at = 59_000;
  expect(take('a', 1)).toEqual([false]);
  at = 60_000;
  expect(take('a', 2)).toEqual([true, false]);
  at = 3_600_000;
  expect(take('a', 4)).toEqual([true, true, true, false]);
});
