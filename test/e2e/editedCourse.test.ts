import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writtenResultsSchema, type GradescopeResults } from '../../src/results/gradescope.js';
import { serveOwnCourse, type OwnCourse } from './ownCourse.js';

let own: OwnCourse;
beforeAll(async () => {
  own = await serveOwnCourse();
});
afterAll(async () => {
  await own[Symbol.asyncDispose]();
});

const handIn = async (id: number): Promise<GradescopeResults> =>
  writtenResultsSchema.parse((await own.handIn(id)).results);
const titles = ({ tests }: GradescopeResults): string => tests.map(({ name }) => name).join(', ');

it('a course that is edited under a running server: wrong files change nothing, right ones grade what comes in then', async () => {
  const { course, service } = own;
  const file = join(course, 'quick', 'assignment.yaml');
  const yaml = await readFile(file, 'utf8');
  const first = await handIn(1);

  await writeFile(file, yaml.replace('schemaVersion: 1', 'schemaVersion: 7'));
  await service.server.hasSaid(/not published: the version before serves on/u);
  expect(service.server.said()).toMatch(/assignment\.yaml:1:16: schemaVersion/u);
  expect((await handIn(2)).score).toBe(first.score);

  await writeFile(file, yaml.replace('points: 3', 'points: 5'));
  await appendFile(
    join(course, 'quick', 'checks.py'),
    '\n@check("1.3 one more", points=2)\ndef more(nb, rng):\n    equal(nb.get("answer"), 42)\n',
  );
  const { stdout, exitCode } = await service.run(['course', 'publish', '--course', course]);
  expect(stdout).toMatch(/^quick +published/mu);
  expect(exitCode).toBe(0);
  await service.server.hasSaid(/graded with another version from now on/u);
  const third = await handIn(3);
  expect(titles(first)).not.toContain('one more');
  expect(titles(third)).toContain('one more');
  expect(third.score).toBe(5);
}, 180_000);
