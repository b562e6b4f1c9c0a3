import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { imageName, sourceHash } from '../../docker/setup/source-hash.mjs';

let packageDir: string;

function write(path: string, text: string): void {
  const file = join(packageDir, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

beforeEach(() => {
  packageDir = mkdtempSync(join(tmpdir(), 'assay-hash-'));
  write('docker/python.Dockerfile', 'FROM x');
  write('docker/student.Dockerfile', 'FROM y');
  write('docker/requirements.txt', 'a==1');
  write('docker/setup.sh', 'no source of an image');
  write('sandbox/assay_wire/frames.py', 'é');
  write('sandbox/assay_wire/deep/er.py', '');
  write('sandbox/assay_runner/__main__.py', 'run');
  write('sandbox/assay_checker/__main__.py', 'check');
  write('sandbox/assay/checks.py', 'assay');
  write('sandbox/probe_assignment/checks.py', 'controls');
});

afterEach(() => {
  rmSync(packageDir, { recursive: true });
});

describe('the hash of an image’s sources', () => {
  it('is SHA-256 over paths, lengths and bytes, in the order of the paths', () => {
    const hash = createHash('sha256');
    hash.update('docker/python.Dockerfile\0' + '6\0FROM x');
    hash.update('docker/requirements.txt\0' + '4\0a==1');
    hash.update('docker/student.Dockerfile\0' + '6\0FROM y');
    hash.update('sandbox/assay_runner/__main__.py\0' + '3\0run');
    hash.update('sandbox/assay_wire/deep/er.py\0' + '0\0');
    hash.update('sandbox/assay_wire/frames.py\0' + '2\0é');
    expect(sourceHash(packageDir, 'student')).toBe(hash.digest('hex').slice(0, 12));
    expect(imageName(packageDir, 'student')).toBe(`assay-student:${sourceHash(packageDir, 'student')}`);
  });

  it('does not depend on where the package lies', () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'assay-hash-'));
    cpSync(packageDir, elsewhere, { recursive: true });
    expect(sourceHash(elsewhere, 'checker')).toBe(sourceHash(packageDir, 'checker'));
    rmSync(elsewhere, { recursive: true });
  });

  it('changes with each role’s own code, and with the code that the two share', () => {
    const hashes = () => [sourceHash(packageDir, 'student'), sourceHash(packageDir, 'checker')] as const;
    const before = hashes();
    write('sandbox/assay_runner/__main__.py', 'run!');
    const runner = hashes();
    expect([runner[0] === before[0], runner[1] === before[1]]).toEqual([false, true]);
    write('sandbox/assay/checks.py', 'assay!');
    const library = hashes();
    expect([library[0] === runner[0], library[1] === runner[1]]).toEqual([true, false]);
    write('sandbox/assay_wire/new.py', '');
    const wire = hashes();
    expect([wire[0] === library[0], wire[1] === library[1]]).toEqual([false, false]);
  });

  it('leaves byte code and other files of docker/ out', () => {
    const before = sourceHash(packageDir, 'student');
    write('sandbox/assay_runner/__pycache__/a.cpython-311.pyc', 'x');
    write('sandbox/assay_runner/b.pyc', 'x');
    write('docker/setup.sh', 'changed');
    write('docker/assay.Dockerfile', 'FROM node');
    expect(sourceHash(packageDir, 'student')).toBe(before);
  });

  it('keeps the heavy layer while only code changes', () => {
    const before = sourceHash(packageDir, 'python');
    write('sandbox/assay_wire/frames.py', 'other');
    write('docker/student.Dockerfile', 'FROM z');
    expect(sourceHash(packageDir, 'python')).toBe(before);
    write('docker/requirements.txt', 'a==2');
    expect(sourceHash(packageDir, 'python')).not.toBe(before);
  });

  it('fails where a folder of the sources is missing', () => {
    rmSync(join(packageDir, 'sandbox/assay_runner'), { recursive: true });
    expect(() => sourceHash(packageDir, 'student')).toThrow(/assay_runner/);
  });
});
