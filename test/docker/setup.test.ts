import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageName } from '../../docker/setup/source-hash.mjs';

const packageDir = join(import.meta.dirname, '../..');

describe('docker/setup.sh', () => {
  it('changes nothing the second time, and says only that all is ready', { timeout: 600_000 }, () => {
    const setUp = () => spawnSync('bash', [join(packageDir, 'docker/setup.sh')], { encoding: 'utf8' });
    const images = [imageName(packageDir, 'student'), imageName(packageDir, 'checker')];
    const state = () => ({
      images: spawnSync('docker', ['image', 'inspect', '--format={{.Id}}', ...images], { encoding: 'utf8' }).stdout,
      packages: statSync(join(packageDir, 'node_modules/.assay-stamp')).mtimeMs,
      built: statSync(join(packageDir, 'dist/.assay-built')).mtimeMs,
    });
    expect(setUp()).toMatchObject({ status: 0 });
    const before = state();
    expect(setUp()).toMatchObject({ status: 0, stdout: '', stderr: 'setup: ready\n' });
    expect(state()).toEqual(before);
  });
});

describe('docker/setup.sh without root, on a machine without Docker and Redis', () => {
  let folder: string;

  // A copy of the set-up that another user may read, and a PATH with all of this machine's tools but those two and the browser.
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-setup-'));
    chmodSync(folder, 0o755);
    cpSync(join(packageDir, 'docker'), join(folder, 'docker'), { recursive: true });
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    for (const tool of readdirSync('/usr/bin')) {
      if (!/^(docker|redis|chromium|node$)/.test(tool)) symlinkSync(join('/usr/bin', tool), join(bin, tool));
    }
    symlinkSync(process.execPath, join(bin, 'node'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('names what is missing with the commands that install it, and leaves the machine as it was', () => {
    const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
    const before = readdirSync(folder, { recursive: true });
    const [command = '', ...args] = [
      ...(process.getuid?.() === 0 ? asNobody : []),
      ...['env', '-i', `PATH=${join(folder, 'bin')}`, `HOME=${join(folder, 'home')}`],
      ...['bash', join(folder, 'docker/setup.sh'), '--tests'],
    ];
    const run = spawnSync(command, args, { encoding: 'utf8' });
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toContain('nothing was changed');
    expect(run.stderr).toContain('sudo apt-get install docker.io');
    expect(run.stderr).toContain('sudo apt-get install redis-server');
    expect(run.stderr).toContain('sudo apt-get install chromium');
    expect(run.stderr).not.toMatch(/unbound|not found|line \d+/);
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });
});

describe('docker/with-setup.sh', () => {
  const withSetup = (...command: string[]) =>
    spawnSync('bash', [join(packageDir, 'docker/with-setup.sh'), ...command], { encoding: 'utf8', input: 'in' });

  it('ends with the command’s exit code, its input and output untouched', { timeout: 600_000 }, () => {
    expect(withSetup('sh', '-c', 'cat; exit 7')).toMatchObject({ status: 7, stdout: 'in' });
  });

  it('passes a signal on, and waits for the command to end in its own way', { timeout: 600_000 }, () => {
    const command = 'trap "echo asked; exit 5" TERM; kill -TERM $PPID; while :; do sleep 0.1; done';
    expect(withSetup('sh', '-c', command)).toMatchObject({ status: 5, stdout: 'asked\n' });
  });

  it('leaves an engine that was there before running', { timeout: 600_000 }, () => {
    expect(withSetup('true')).toMatchObject({ status: 0, stderr: expect.not.stringContaining('stopped') as string });
    expect(spawnSync('docker', ['version']).status).toBe(0);
  });
});
