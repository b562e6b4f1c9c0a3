import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assay } from '../support/assay.js';
import { testFolder, type TestFolder } from '../support/folder.js';
import { redisServer } from '../support/redisServer.js';
import { containersOfCommand, processesWith } from '../support/traces.js';

let folder: TestFolder;
let state: string;
beforeEach(async () => {
  folder = await testFolder();
  state = join(folder.path, 'state');
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

/** What it found: level and text by subject. */
function findings(stdout: string): Record<string, string> {
  const lines = stdout.split('\n').map((line) => /^(ok {2}|warn|FAIL) {2}(.{14}) {2}(.*)$/u.exec(line));
  return Object.fromEntries(
    lines.flatMap((match) =>
      match ? [[(match[2] ?? '').trim(), `${(match[1] ?? '').trim()}: ${match[3] ?? ''}`]] : [],
    ),
  );
}

describe('a machine that can grade', { timeout: 60_000 }, () => {
  it('passes in every line, with exit code 0, and nothing stays', async () => {
    const command = assay(['doctor'], { state });
    const { pid } = command;
    const { exitCode, stdout, stderr } = await command;
    const found = findings(stdout);
    expect(found).toMatchObject({
      engine: expect.stringMatching(/^(ok|warn): Docker Engine \d+\.\d+/u) as string,
      runc: expect.stringMatching(/^(ok|warn): runc \d+\.\d+/u) as string,
      kernel: expect.stringMatching(/^ok: \d+\.\d+.*keep it patched/u) as string,
      limits: expect.stringMatching(/^ok: memory, swap, pids and cpu/u) as string,
      seccomp: expect.stringMatching(/^ok: on, with Assay’s own profile/u) as string,
      machine: expect.stringMatching(/^ok: \d+ processors/u) as string,
      'student image': expect.stringMatching(/^ok: assay-student:[0-9a-f]{12}, sha256:/u) as string,
      'checker image': expect.stringMatching(/^ok: assay-checker:[0-9a-f]{12}, sha256:/u) as string,
      sandbox: expect.stringMatching(
        /^ok: probed from inside and outside, as promised: user, capabilities, .*memory, .*as asked, nothing more/u,
      ) as string,
      starter: expect.stringMatching(/^ok: hw4: all that its starter names is there: \d+ modules/u) as string,
      redis: `ok: ${/[\d.]+/u.exec(found['redis'] ?? '')?.[0] ?? ''}, private redis-server, ${state}/redis.sock`,
      'redis memory': 'ok: noeviction',
      'redis disk': 'ok: append-only file',
      clock: expect.stringMatching(/^ok: .*the same as Redis’s$/u) as string,
      disk: expect.stringMatching(/^(ok|warn): [\d.]+ GiB free/u) as string,
      'longest run': expect.stringMatching(/^ok: hw4: at most \d+ s a submission/u) as string,
      gpus: expect.stringMatching(/^ok: /u) as string,
    });
    expect(Object.keys(found)).toHaveLength(17);
    expect(stdout).toMatch(/This machine can grade\.$/u);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    // eslint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/\u001b/u);
    expect(await containersOfCommand(pid)).toEqual([]);
    expect(await processesWith(`redis-server unixsocket:${state}`)).toEqual([]);
  });
});

it('lists every promise where it is asked to', { timeout: 60_000 }, async () => {
  const { stdout } = await assay(['doctor', '--probe'], { state });
  const lines = stdout.split('\n').filter((line) => / sandbox {2,}/u.test(line));
  expect(lines.length).toBeGreaterThan(15);
  expect(stdout).toMatch(/^ok {4}sandbox +system calls: refused: vsock, alg, packet, io_uring, user namespace/mu);
  expect(stdout).toMatch(/^ok {4}sandbox +network: interfaces lo; metadata address E/mu);
});

describe('a machine that cannot', { timeout: 60_000 }, () => {
  it('an engine that does not answer: the line says what to do, the rest is looked at all the same', async () => {
    const env = { DOCKER_HOST: 'unix:///nowhere/docker.sock' };
    const { exitCode, stdout } = await assay(['doctor'], { state, env });
    const found = findings(stdout);
    expect(found['engine']).toMatch(/^FAIL: The container engine could not .*npm run setup/u);
    expect(found['redis']).toMatch(/^ok: /u);
    expect(found).not.toHaveProperty('sandbox');
    expect(stdout).toMatch(/This machine cannot grade yet: 1 to mend\.$/u);
    expect(exitCode).toBe(3);
  });

  it('a Redis that may forget jobs, and one that forgets them with a restart', async () => {
    await using server = await redisServer(folder.path, ['--maxmemory-policy', 'allkeys-lru', '--appendonly', 'no']);
    const { exitCode, stdout } = await assay(['doctor'], { state, env: { REDIS_URL: server.url } });
    const found = findings(stdout);
    expect(found['redis memory']).toBe('FAIL: maxmemory-policy is allkeys-lru; set it to noeviction.');
    expect(found['redis disk']).toMatch(/^warn: no append-only file/u);
    expect(exitCode).toBe(3);
  });

  it('a Redis that does not answer, without its password', async () => {
    const env = { REDIS_URL: 'redis://:hunter2@127.0.0.1:1' };
    const { exitCode, stdout } = await assay(['doctor'], { state, env });
    expect(findings(stdout)['redis']).toMatch(/^FAIL: Redis does not answer at REDIS_URL\. Operator: /u);
    expect(stdout).not.toContain('hunter2');
    expect(exitCode).toBe(3);
  });
});
