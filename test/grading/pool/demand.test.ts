import { expect, it } from 'vitest';
import { Demand } from '../../../src/grading/pool/demand.js';

it('wants as many as were taken within the window, and no more than its maximum', () => {
  const demand = new Demand(100, 3);
  expect([demand.wanted(0), demand.lastMs]).toEqual([0, -Infinity]);
  for (const ms of [0, 10, 20, 30, 40]) demand.note(ms);
  expect(demand.lastMs).toBe(40);
  expect([40, 119, 120, 130, 139, 140].map((ms) => demand.wanted(ms))).toEqual([3, 3, 2, 1, 1, 0]);
});
