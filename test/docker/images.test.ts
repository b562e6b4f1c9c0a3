import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { imageName } from '../../docker/setup/source-hash.mjs';

const packageDir = join(import.meta.dirname, '../..');
const python = '/opt/venv/bin/python';
const sitePackages = '/opt/venv/lib/python3.11/site-packages';

function docker(...args: string[]): string {
  const run = spawnSync('docker', args, { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`docker ${args.join(' ')}: ${run.stderr}`);
  return run.stdout;
}

/** The standard output of a command in a fresh container that has no network and may write to /tmp alone. */
function inside(image: string, ...command: [string, ...string[]]): string {
  const [entrypoint, ...args] = command;
  return docker(
    'run',
    '--rm',
    '--network=none',
    '--read-only',
    '--tmpfs=/tmp',
    `--entrypoint=${entrypoint}`,
    image,
    ...args,
  );
}

function hostBundles(): Buffer[] {
  const { PIP_CERT = '', SSL_CERT_FILE = '' } = process.env;
  const paths = ['/etc/ssl/certs/ca-certificates.crt', PIP_CERT, SSL_CERT_FILE].filter((path) => existsSync(path));
  return [...new Set(paths)].map((path) => readFileSync(path));
}

const lockedPackages = readFileSync(join(packageDir, 'docker/requirements.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

const roles = [
  { role: 'student', command: ['assay_runner'], has: ['assay_runner', 'assay_syntax.pth', 'assay_wire'] },
  { role: 'checker', command: ['assay_checker', '/assignment'], has: ['assay', 'assay_checker', 'assay_wire'] },
] as const;

describe.each(roles)('the image of the $role', { timeout: 120_000 }, ({ role, command, has }) => {
  const image = imageName(packageDir, role);

  it('starts its program in isolated mode, and sets nothing of this machine’s', () => {
    const [config] = JSON.parse(docker('image', 'inspect', '--format', '[{{json .Config}}]', image)) as [
      { Entrypoint: string[]; WorkingDir: string; User?: string; Env: string[] },
    ];
    expect(config.Entrypoint).toEqual([python, '-I', '-u', '-m', ...command]);
    expect(config.WorkingDir).toBe('/content');
    expect(config.User ?? '').toBe('');
    expect(config.Env).toEqual(['PATH=/opt/venv/bin:/usr/local/bin:/usr/bin:/bin', 'LANG=en_US.UTF-8']);
  });

  it('holds its own part of the code, compiled, and no other, and no course material', () => {
    expect(inside(image, 'bash', '-c', `cd ${sitePackages} && ls -d assay*`).trim().split('\n')).toEqual(has);
    // The doctor's, in whose place an assignment is mounted.
    expect(
      inside(image, 'find', '/', '-xdev', '-name', 'checks.py', '-not', '-path', `${sitePackages}/torchmetrics/*`),
    ).toBe(role === 'checker' ? '/assignment/checks.py\n' : '');
    expect(inside(image, 'find', '/', '-maxdepth', '2', '-path', '/assignment/*')).toBe(
      role === 'checker' ? '/assignment/checks.py\n' : '',
    );
    for (const name of has.filter((entry) => !entry.endsWith('.pth'))) {
      const program = `import os, ${name}; print(os.path.exists(${name}.__cached__))`;
      expect(inside(image, python, '-I', '-B', '-c', program)).toBe('True\n');
    }
  });

  it('has no file that changes the user', () => {
    expect(inside(image, 'find', '/', '-xdev', '-type', 'f', '-perm', '/6000')).toBe('');
  });

  it('keeps nothing of the build: certificates, pip’s settings, wheels', () => {
    const traces = ['*.crt', 'pip.conf', '*.whl'].flatMap((name) => ['-o', '-name', name]).slice(1);
    expect(inside(image, 'find', '/', '-xdev', '-type', 'f', '(', ...traces, ')')).toBe('');
    for (const bundle of hostBundles()) {
      const sameSize = `find / -xdev -type f -size ${bundle.length}c -exec sha256sum {} +`;
      expect(inside(image, 'bash', '-c', sameSize)).not.toContain(createHash('sha256').update(bundle).digest('hex'));
    }
    expect(docker('history', '--no-trunc', image)).not.toMatch(/BEGIN CERTIFICATE|PIP_INDEX_URL|index-url = /);
  });

  it('has the locked packages, all of them and no other, and a torch without CUDA', () => {
    const program = [
      'import json, re, torch, importlib.metadata as metadata',
      'name = lambda d: re.sub("[-_.]+", "-", d.metadata["Name"]).lower()',
      'packages = sorted(f"{name(d)}=={d.version}" for d in metadata.distributions())',
      'print(json.dumps({"cuda": torch.version.cuda, "packages": packages}))',
    ].join('\n');
    const answer = JSON.parse(inside(image, python, '-I', '-c', program)) as { cuda: unknown; packages: string[] };
    expect(answer.cuda).toBeNull();
    expect(answer.packages).toEqual([...lockedPackages].sort());
  });
});
