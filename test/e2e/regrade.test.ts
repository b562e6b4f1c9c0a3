import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writtenResultsSchema } from '../../src/results/gradescope.js';
import { QUICK_COURSE_DIR } from '../support/folder.js';
import { serveOwnCourse, type OwnCourse } from './ownCourse.js';

const CHECKS = join('quick', 'checks.py');
const CLASS = [1, 2, 3];

let own: OwnCourse;
beforeAll(async () => {
  own = await serveOwnCourse(async (course) => {
    const right = await readFile(join(QUICK_COURSE_DIR, CHECKS), 'utf8');
    await writeFile(join(course, CHECKS), right.replace('nb.get("answer"), 42', 'nb.get("answer"), 41'));
  });
});
afterAll(async () => {
  await own[Symbol.asyncDispose]();
});

const scoreOf = (body: Awaited<ReturnType<OwnCourse['handIn']>>): number | undefined =>
  writtenResultsSchema.parse(body.results).score;
const command = async (...args: readonly string[]) => own.service.run(args);

interface Shown {
  readonly assignments: Readonly<Record<string, { rawScore: string; hoursUsed: number }>>;
}
async function charged(student: string) {
  const { stdout } = await command('late', 'show', student, '--json');
  return (JSON.parse(stdout) as Shown).assignments['quick'];
}

it('a class is graded again by a mended check beside what comes in, looked at, and published', async () => {
  const handedIn = await Promise.all(CLASS.map((id) => own.handIn(id)));
  expect(handedIn.map(scoreOf)).toEqual([2, 2, 2]);
  const before = await charged('ada.1@example.edu');

  await cp(join(QUICK_COURSE_DIR, CHECKS), join(own.course, CHECKS));
  await own.service.server.hasSaid(/graded with another version from now on/u);
  const regrade = ['regrade', 'quick', '--course', own.course, '--reason', 'the answer is 42', '--as', 'ada'];
  const begun = await command(...regrade, '--no-wait');
  expect(begun.stdout).toContain('begun. 3 submissions to grade again, 0 to try again, 0 in it already.');
  expect(scoreOf(await own.handIn(9))).toBe(3);
  expect((await command('regrade', 'diff', 'quick')).stdout).toContain('Not in the regrade, though they count: 1.');
  // Asked again it goes on, waits, and takes in who has handed in since.
  const whole = await command(...regrade);
  expect(whole.stdout).toContain('it goes on. 1 submissions to grade again, 0 to try again, 3 in it already.');
  expect(whole.stdout).toContain('quick: 4 graded again, 0 without a grade, 0 not yet.');
  expect(whole.exitCode).toBe(0);

  // Nothing of it counts yet.
  expect(scoreOf(await own.look(handedIn[0]?.id ?? ''))).toBe(2);
  const diff = await command('regrade', 'diff', 'quick');
  expect(diff.stdout).toContain(
    '3 differ (3 raised, 0 lowered, 0 graded only now, 0 graded only before), 1 are the same.',
  );
  expect(diff.stdout).toContain('2 points, failed → 3 points, passed; the assignment changed');
  expect(diff.stdout).toContain('1.2 the answer: failed, 0 → passed, 1');

  const published = await command('regrade', 'publish', 'quick', '--as', 'ada');
  expect(published.stdout).toContain('4 grades published.');
  expect(published.stdout).toContain('score 2.00 → 3.00');
  for (const { id } of handedIn) expect(scoreOf(await own.look(id))).toBe(3);
  expect(await charged('ada.1@example.edu')).toEqual({ ...before, rawScore: '3.00', finalScore: '3.00' });
  // Rerun Autograder is answered by the grade that was published.
  expect(scoreOf(await own.handIn(1))).toBe(3);
  expect((await command('regrade', 'diff', 'quick')).stderr).toContain('No regrade of quick is under way.');
}, 420_000);
