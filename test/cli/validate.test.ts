import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { assay } from '../support/assay.js';
import { fileFolder } from '../support/perFile.js';
import { newCourse } from '../validate/validationOf.js';

const folder = fileFolder();

it('tells which assignments of a course cannot be used, and tries the others', { timeout: 240_000 }, async () => {
  await using course = await newCourse();
  // Before and behind the one that is right.
  for (const [id, name, from, to] of [
    ['hw4', 'checks.py', 'import numpy as np', 'import numpy as np\nimport keras'],
    ['hw6', 'assignment.yaml', 'schemaVersion: 1', 'schemaVersion: 1\nnonsense: 1'],
  ] as const) {
    await cp(join(course.path, 'hw5'), join(course.path, id), { recursive: true });
    const manifest = join(course.path, id, 'assignment.yaml');
    await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('id: hw5', `id: ${id}`));
    const file = join(course.path, id, name);
    await writeFile(file, (await readFile(file, 'utf8')).replace(from, to));
  }
  const page = join(folder.path, 'page.html');
  const all = ['validate', '--all', '--quick', '--course', course.path];
  const { stdout, stderr, exitCode } = await assay([...all, '--html', page], folder);
  expect(stderr).toMatch(/✗ hw4 could not be validated\.\n.*\nchecks\.py:4: ModuleNotFoundError/u);
  expect(stderr).toMatch(/✗ hw6 could not be validated\.\n.*assignment\.yaml:2.*nonsense/u);
  expect(stdout).toContain('✓ hw5: nothing to mend was seen.');
  expect(stdout).toContain('✗ To mend in 2 of 3: hw4 (could not be validated), hw6 (could not be validated).');
  expect(exitCode).toBe(2);
  expect(await readFile(page, 'utf8')).toContain('ModuleNotFoundError');

  const json = await assay([...all, '--json'], folder);
  expect(JSON.parse(json.stdout)).toMatchObject([
    { assignment: 'hw4', unusable: expect.stringContaining('checks.py:4') as string },
    { assignment: 'hw5', findings: expect.any(Array) as unknown[] },
    { assignment: 'hw6' },
  ]);
});
