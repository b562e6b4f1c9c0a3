import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { driftOf, isExplained } from '../../src/colab/drift.js';
import { readLock } from '../../src/colab/published.js';
import { PACKAGE_DIR } from '../support/engine.js';
import { testFolder } from '../support/folder.js';

const drift = (...args: string[]) =>
  execa(process.execPath, ['--import', 'tsx', join(PACKAGE_DIR, 'src', 'colab', 'main.ts'), ...args], {
    cwd: PACKAGE_DIR,
    reject: false,
  });

describe('what counts', () => {
  const here = new Map([
    ['numpy', '2.1.3'],
    ['torch', '2.13.0+cpu'],
    ['torchinfo', '1.8.0'],
  ]);

  it('a difference needs a reason, and a reason a difference', () => {
    const colab = new Map([
      ['numpy', '2.1.3'],
      ['torch', '2.11.0'],
    ]);
    const explained = driftOf(here, colab, new Map([['torch', 'the only build']]));
    expect(explained).toEqual({
      apart: [{ name: 'torch', here: '2.13.0+cpu', colab: '2.11.0', reason: 'the only build' }],
      idleReasons: [],
      same: 1,
      notListed: ['torchinfo'],
    });
    expect(isExplained(explained)).toBe(true);
    expect(isExplained(driftOf(here, colab, new Map()))).toBe(false);
    const idle = driftOf(here, new Map([['torch', '2.13.0']]), new Map([['torch', 'the only build']]));
    expect(idle.idleReasons).toEqual(['torch']);
    expect(isExplained(idle)).toBe(false);
  });
});

describe('the command', { timeout: 60_000 }, () => {
  it('explains every difference of this repository from the copy that it keeps', async () => {
    const { stdout, stderr, exitCode } = await drift();
    expect(stderr).toBe('');
    expect(stdout).toMatch(/│ ipython +│ 8\.[\d.]+ +│ 7\.34\.0 +│ the last 8/u);
    expect(stdout).toMatch(/^\d{2} in Colab's version, \d+ apart, \d+ that the list does not name\.$/mu);
    expect(exitCode).toBe(0);
  });

  it('takes a list from a file and from an address, and fails where a difference has no reason', async () => {
    await using folder = await testFolder();
    const lock = await readLock(PACKAGE_DIR);
    const list = [...lock].map(([name, version]) => `${name}==${name === 'pandas' ? '3.1.1' : version}`).join('\n');
    const file = join(folder.path, 'pip-freeze.txt');
    await writeFile(file, list);
    const fromFile = await drift(file);
    expect(fromFile.stdout).toMatch(/│ pandas +│ [\d.]+ +│ 3\.1\.1 +│ NO REASON/u);
    expect(fromFile.stdout).toMatch(/^torch: a reason without a difference/mu);
    expect(fromFile.exitCode).toBe(1);

    const server = createServer((request, response) => {
      response.statusCode = request.url === '/pip-freeze.txt' ? 200 : 404;
      response.end(list);
    }).listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      expect((await drift(`${base}/pip-freeze.txt`)).stdout).toMatch(/│ pandas +│ [\d.]+ +│ 3\.1\.1 +│ NO REASON/u);
      const gone = await drift(`${base}/gone.txt`);
      expect(gone.stderr).toBe(
        `${base}/gone.txt: the server answered 404. Fetch the file by other means, and name it instead.`,
      );
      expect(gone.exitCode).toBe(2);
    } finally {
      server.close();
    }
  });

  it('refuses what is no list, with file and line', async () => {
    await using folder = await testFolder();
    const file = join(folder.path, 'page.html');
    await writeFile(file, 'numpy==2.1.3\n<!doctype html>\n');
    const { stderr, stdout, exitCode } = await drift(file);
    expect(stderr).toMatch(/page\.html:2: “<!doctype html>” is neither/u);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });

    await mkdir(join(folder.path, 'empty'));
    expect((await drift(join(folder.path, 'empty'))).stderr).toMatch(/cannot be read/u);
  });
});
