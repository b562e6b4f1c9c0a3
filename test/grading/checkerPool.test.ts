import { expect, it } from 'vitest';
import { loadAssignment } from '../../src/course/load.js';
import { CheckerPool } from '../../src/grading/checkerPool.js';
import { containersOf, MINI_COURSE_DIR, testContext } from '../support/engine.js';

it('keeps the checkers of the version in use, and no longer those before it', { timeout: 60_000 }, async () => {
  const context = await testContext();
  const [old, other] = [await loadAssignment(MINI_COURSE_DIR, 'mini'), await loadAssignment(MINI_COURSE_DIR, 'faulty')];
  {
    await using pool = new CheckerPool(context);
    for (const loaded of [old, other]) pool.giveBack(loaded, await pool.take(loaded));
    const changed = { ...old, digest: `sha256:${'1'.repeat(64)}` };
    const first = await pool.take(changed);
    pool.giveBack(changed, first);
    expect(await containersOf(context)).toHaveLength(2);
    expect(await pool.take(changed)).toBe(first);
    pool.giveBack(changed, first);
  }
  expect(await containersOf(context)).toEqual([]);
});
