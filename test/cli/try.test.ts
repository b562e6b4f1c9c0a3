import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { imageNames } from '../../src/sandbox/imageNames.js';
import { newAssignment } from '../../src/scaffold/newAssignment.js';
import { assay } from '../support/assay.js';
import { PACKAGE_DIR } from '../support/engine.js';
import { fileFolder } from '../support/perFile.js';

const folder = fileFolder();
const OVER_COLUMNS = 'def softmax(x):\n    e = np.exp(x - x.max())\n    return e / e.sum(axis=0)\n';

/** A Python that has all that is needed on every machine that runs these tests: the image's. */
async function imagePython(): Promise<string> {
  const { checker } = await imageNames(PACKAGE_DIR);
  const file = join(folder.path, 'python');
  const mounts = [join(PACKAGE_DIR, 'sandbox'), folder.path].map((path) => `--volume=${path}:${path}:ro`).join(' ');
  const run = `docker run --rm --network=none --tmpfs=/content ${mounts} --env=PYTHONPATH --env=OMP_NUM_THREADS`;
  await writeFile(file, `#!/bin/sh\nexec ${run} --entrypoint=/opt/venv/bin/python ${checker} "$@"\n`);
  await chmod(file, 0o755);
  return file;
}

describe('assay try', { timeout: 120_000 }, () => {
  it('runs the solution, then a file of one’s own on top of it, and says which checks fail', async () => {
    const course = folder.path;
    await writeFile(join(course, 'course.yaml'), 'schemaVersion: 1\nid: demo\ntitle: Demo\ntimeZone: UTC\n');
    const template = join(PACKAGE_DIR, 'template', 'homework');
    await newAssignment(course, template, { id: 'hw5' }, Temporal.PlainDate.from('2027-01-05'));
    const cell = join(course, 'cell.py');
    await writeFile(cell, OVER_COLUMNS);
    const run = { state: folder.state, env: { ASSAY_PYTHON: await imagePython() } };
    const tried = (...args: string[]) => assay(['try', 'hw5', ...args, '--course', course], run);

    const solution = await tried();
    expect(solution.stdout, solution.stderr).toContain('5 of 5 points');
    expect(solution.exitCode).toBe(0);
    const wrong = await tried(cell, '--only', '1.1');
    expect(wrong.stdout, wrong.stderr).toMatch(/failed +2 +1\.1 a worked example\n.*\n(.*\n)*0 of 2 points/u);
    expect(wrong.exitCode).toBe(1);
  });

  it('says what a Python lacks, and which file is not there', async () => {
    const python = join(folder.path, 'old');
    await writeFile(python, '#!/bin/sh\necho "torch, ipykernel"\n');
    await chmod(python, 0o755);
    const course = ['--course', join(PACKAGE_DIR, 'graders')];
    const lacking = await assay(['try', 'hw4', ...course], { state: folder.state, env: { ASSAY_PYTHON: python } });
    expect([lacking.exitCode, lacking.stderr]).toEqual([2, expect.stringContaining('lacks torch, ipykernel.')]);
    const absent = await assay(['try', 'hw4', 'nowhere.py', ...course], { state: folder.state });
    expect([absent.exitCode, absent.stderr]).toEqual([2, expect.stringContaining('There is no file nowhere.py.')]);
  });
});
