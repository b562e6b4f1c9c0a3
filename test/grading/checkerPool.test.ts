import { expect, it } from 'vitest';
import { loadAssignment, type LoadedAssignment } from '../../src/course/load.js';
import { CheckerPool, type CheckerPoolOptions } from '../../src/grading/checkerPool.js';
import type { CheckerSession } from '../../src/grading/checkerSession.js';
import type { GradingContext } from '../../src/grading/context.js';
import { containersOf, MINI_COURSE_DIR, testContext } from '../support/engine.js';
import { waitFor } from '../support/waitFor.js';

/** Opens a pool, does something with it, and sees to it that nothing of it is left. */
async function withPool(
  options: Partial<CheckerPoolOptions>,
  use: (pool: CheckerPool, context: GradingContext) => Promise<void>,
): Promise<void> {
  const context = await testContext();
  {
    await using pool = new CheckerPool(context, options);
    await use(pool, context);
  }
  expect(await containersOf(context)).toEqual([]);
}

const takeTwo = (pool: CheckerPool, loaded: LoadedAssignment): Promise<CheckerSession[]> =>
  Promise.all([pool.take(loaded), pool.take(loaded)]);

const areLeft = (context: GradingContext, count: number): Promise<unknown> =>
  waitFor(`${count} checkers`, async () => (await containersOf(context)).length === count);

it('keeps the checkers of the version in use, and no longer those before it', { timeout: 60_000 }, async () => {
  const [old, other] = [await loadAssignment(MINI_COURSE_DIR, 'mini'), await loadAssignment(MINI_COURSE_DIR, 'faulty')];
  await withPool({}, async (pool, context) => {
    for (const loaded of [old, other]) pool.giveBack(loaded, await pool.take(loaded));
    const changed = { ...old, digest: `sha256:${'1'.repeat(64)}` };
    const first = await pool.take(changed);
    pool.giveBack(changed, first);
    await areLeft(context, 2);
    expect(await pool.take(changed)).toBe(first);
    pool.giveBack(changed, first);
  });
});

it('lets no more wait than it may, and keeps what was used last', { timeout: 60_000 }, async () => {
  const mini = await loadAssignment(MINI_COURSE_DIR, 'mini');
  await withPool({ size: 1 }, async (pool, context) => {
    const [first, second] = await takeTwo(pool, mini);
    for (const checker of [first, second]) if (checker) pool.giveBack(mini, checker);
    await areLeft(context, 1);
    expect(await pool.take(mini)).toBe(second);
    if (second) pool.giveBack(mini, second);
  });
});

it('lets none wait beyond the memory, nor one that is old', { timeout: 60_000 }, async () => {
  const mini = await loadAssignment(MINI_COURSE_DIR, 'mini');
  let nowMs = 0;
  const bounds = { memoryBytes: Number.MAX_SAFE_INTEGER, maxAgeMs: 1_000, clock: () => nowMs };
  await withPool(bounds, async (pool, context) => {
    const [young] = await takeTwo(pool, mini).then(([one, two]) => {
      if (one) pool.giveBack(mini, one);
      return [two];
    });
    expect(young?.memoryBytes).toBeGreaterThan(5e6);
    nowMs = 1_000;
    pool.tend();
    await areLeft(context, 1);
    // The other has come of age while it was in use.
    if (young) pool.giveBack(mini, young);
    await areLeft(context, 0);
  });
  await withPool({ memoryBytes: 1_000 }, async (pool, context) => {
    pool.giveBack(mini, await pool.take(mini));
    await areLeft(context, 0);
  });
});
