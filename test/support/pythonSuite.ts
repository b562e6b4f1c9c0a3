import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { imageNames } from '../../src/sandbox/imageNames.js';
import { PACKAGE_DIR } from './engine.js';

/** Runs the Python tests of a folder by the Python of an image, against the sources of this package; none may fail. */
export async function runPythonSuite(folder: string, role: 'student' | 'checker'): Promise<void> {
  const { [role]: image } = await imageNames(PACKAGE_DIR);
  const run = spawnSync(
    'docker',
    [
      ...['run', '--rm', '--init', '--network=none', '--read-only', '--user=20000:20000', '--cap-drop=ALL'],
      ...['--security-opt=no-new-privileges', `--security-opt=seccomp=${join(PACKAGE_DIR, 'docker', 'seccomp.json')}`],
      ...['--memory=2g', '--pids-limit=512', '--tmpfs=/tmp:exec,mode=1777', '--tmpfs=/content:exec,mode=1777'],
      ...['--env=HOME=/tmp', '--env=OMP_NUM_THREADS=1', '--env=PYTHONDONTWRITEBYTECODE=1', '--env=USER=student'],
      // The runner is started with a PYTHONPATH of its own, the parent of assay_wire.
      ...['--env=PYTHONPATH=/package/sandbox:/package'],
      ...['sandbox', 'test', 'graders', 'cell'].map(
        (part) => `--volume=${join(PACKAGE_DIR, part)}:/package/${part}:ro`,
      ),
      ...['--workdir=/package', '--entrypoint=/opt/venv/bin/python', image, '-m', 'unittest', 'discover'],
      ...['-s', folder, '-t', '/package', '-p', 'test_*.py'],
    ],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  const report = run.stdout + run.stderr;
  expect(run.status, report.slice(-8000)).toBe(0);
  // A file that is not found is no failure to unittest.
  const files = readdirSync(join(PACKAGE_DIR, folder)).filter((name) => name.startsWith('test_'));
  const [, count = '0', seconds = ''] = /^Ran (\d+) tests? in (\S+)s$/mu.exec(report) ?? [];
  expect(Number(count)).toBeGreaterThanOrEqual(files.length);
  console.info(`${folder}: ${count} tests in ${seconds} s`);
}
