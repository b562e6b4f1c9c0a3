import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { imageNames } from '../../src/sandbox/imageNames.js';
import { PACKAGE_DIR } from '../support/engine.js';

const SUITES = [
  { suite: 'wire', role: 'checker' },
  { suite: 'checker', role: 'checker' },
  { suite: 'runner', role: 'student' },
] as const;

/** The tests of the Python parts, run by the Python of the images, against the sources of this package. */
describe.each(SUITES)('the Python tests of the $suite', ({ suite, role }) => {
  it('pass', { timeout: 900_000 }, async () => {
    const { [role]: image } = await imageNames(PACKAGE_DIR);
    const run = spawnSync(
      'docker',
      [
        ...['run', '--rm', '--init', '--network=none', '--read-only', '--user=20000:20000', '--cap-drop=ALL'],
        ...[
          '--security-opt=no-new-privileges',
          `--security-opt=seccomp=${join(PACKAGE_DIR, 'docker', 'seccomp.json')}`,
        ],
        ...['--memory=2g', '--pids-limit=512', '--tmpfs=/tmp:exec,mode=1777', '--tmpfs=/content:exec,mode=1777'],
        ...['--env=HOME=/tmp', '--env=OMP_NUM_THREADS=1', '--env=PYTHONDONTWRITEBYTECODE=1', '--env=USER=student'],
        // The runner is started with a PYTHONPATH of its own, the parent of assay_wire.
        ...['--env=PYTHONPATH=/package/sandbox:/package'],
        ...[`--volume=${join(PACKAGE_DIR, 'sandbox')}:/package/sandbox:ro`],
        ...[`--volume=${join(PACKAGE_DIR, 'test')}:/package/test:ro`],
        ...[`--volume=${join(PACKAGE_DIR, 'graders')}:/package/graders:ro`, '--workdir=/package'],
        ...['--entrypoint=/opt/venv/bin/python', image, '-m', 'unittest', 'discover'],
        ...['-s', `test/sandbox/${suite}`, '-t', '/package', '-p', 'test_*.py'],
      ],
      { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    );
    const report = run.stdout + run.stderr;
    expect(run.status, report.slice(-8000)).toBe(0);
    // A file that is not found is no failure to unittest.
    const files = readdirSync(join(PACKAGE_DIR, 'test', 'sandbox', suite)).filter((name) => name.startsWith('test_'));
    const [, count = '0', seconds = ''] = /^Ran (\d+) tests? in (\S+)s$/mu.exec(report) ?? [];
    expect(Number(count)).toBeGreaterThanOrEqual(files.length);
    console.info(`${suite}: ${count} tests in ${seconds} s`);
  });
});
