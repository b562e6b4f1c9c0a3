import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assay, startAssay, type AssayProcess } from '../support/assay.js';
import { QUICK_COURSE_DIR, testFolder, type TestFolder } from '../support/folder.js';
import { redisServer } from '../support/redisServer.js';
import { containersOfCommand, processesWith } from '../support/traces.js';
import { waitFor } from '../support/waitFor.js';
import { SOLUTION, writeNotebook } from './files.js';

const QUICK = ['--course', QUICK_COURSE_DIR];

let folder: TestFolder;
let state: string;
beforeEach(async () => {
  folder = await testFolder();
  state = join(folder.path, 'state');
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

async function startWorker(options: readonly string[] = [], env: Record<string, string> = {}): Promise<AssayProcess> {
  const worker = startAssay(['worker', '--concurrency', '1', ...options, ...QUICK], { state, env });
  await worker.hasSaid(/"ready"/u);
  return worker;
}

/** Sends a notebook that sleeps, and waits until it does. */
async function sendSleeper(name: string, seconds: number, env: Record<string, string> = {}): Promise<AssayProcess> {
  const file = await writeNotebook(folder.path, `${name}.ipynb`, [SOLUTION, `import time; time.sleep(${seconds})`]);
  const command = startAssay(['submit', 'quick', file, ...QUICK], { state, env });
  await command.hasSaid(/cell \d of 2/u);
  return command;
}

async function leavesNothing(...commands: readonly AssayProcess[]): Promise<void> {
  for (const command of commands) expect(await containersOfCommand(command.pid)).toEqual([]);
  await waitFor(
    'the private Redis to end',
    async () => (await processesWith(`redis-server unixsocket:${state}`)).length === 0,
  );
}

describe('the first signal drains', { timeout: 60_000 }, () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s: the running submission ends, the queued one stays, exit code 0',
    async (signal) => {
      const worker = await startWorker();
      const running = await sendSleeper('ada', 8);
      const queued = startAssay(
        ['submit', 'quick', await writeNotebook(folder.path, 'bela.ipynb', [SOLUTION]), ...QUICK],
        {
          state,
        },
      );
      await queued.hasSaid(/bela: queued/u);
      worker.kill(signal);
      await worker.hasSaid(/draining/u);
      expect((await running.ended).exitCode).toBe(0);
      const { exitCode, stdout } = await worker.ended;
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
      expect(queued.hasEnded()).toBe(false);

      const next = await startWorker();
      expect((await queued.ended).exitCode).toBe(0);
      next.kill(signal);
      expect((await next.ended).exitCode).toBe(0);
      await leavesNothing(worker, next);
    },
  );

  it('an idle worker ends at once', async () => {
    const worker = await startWorker();
    worker.kill('SIGTERM');
    expect((await worker.ended).exitCode).toBe(0);
    await leavesNothing(worker);
  });
});

describe('the second signal kills', { timeout: 60_000 }, () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s: no container stays, and the next worker grades the submission',
    async (signal) => {
      const worker = await startWorker();
      const sent = await sendSleeper('ada', 5);
      worker.kill(signal);
      await worker.hasSaid(/draining/u);
      worker.kill(signal);
      expect((await worker.ended).exitCode).toBe(0);
      expect(await containersOfCommand(worker.pid)).toEqual([]);

      const next = await startWorker();
      expect((await sent.ended).exitCode).toBe(0);
      next.kill(signal);
      await next.ended;
      await leavesNothing(worker, next);
    },
  );

  it('as does a drain that takes longer than it may', async () => {
    const worker = await startWorker(['--drain-seconds', '1']);
    const sent = await sendSleeper('ada', 100);
    worker.kill('SIGTERM');
    expect((await worker.ended).exitCode).toBe(0);
    sent.kill('SIGINT');
    await sent.ended;
    await leavesNothing(worker);
  });
});

describe('trouble with Redis', { timeout: 90_000 }, () => {
  it('a restart under it costs nothing: what runs ends, once', async () => {
    await using server = await redisServer(folder.path);
    const env = { REDIS_URL: server.url };
    const worker = await startWorker([], env);
    const sent = await sendSleeper('ada', 4, env);
    await server.restart();
    // The waiting command may have lost its connection; what it sent is in the queue.
    await sent.ended;
    const file = join(folder.path, 'ada.ipynb');
    const again = await assay(['submit', 'quick', file, ...QUICK], { state, env });
    expect(again.stdout).toMatch(/ada .*3 \/ 3 .*passed/u);
    worker.kill('SIGTERM');
    const { exitCode, stderr } = await worker.ended;
    expect(exitCode).toBe(0);
    expect(stderr.match(/"started"/gu)).toHaveLength(1);
    expect(stderr).not.toMatch(/ at .*\.js/u);
  });

  it('a Redis that is gone does not keep a killed worker alive', async () => {
    const server = await redisServer(folder.path);
    const worker = await startWorker([], { REDIS_URL: server.url });
    await server[Symbol.asyncDispose]();
    worker.kill('SIGTERM');
    await worker.hasSaid(/draining/u);
    worker.kill('SIGTERM');
    const { exitCode, signal } = await worker.ended;
    expect(signal).toBeUndefined();
    expect([0, 3]).toContain(exitCode);
  });

  it('none at the start: exit code 3', async () => {
    const result = await assay(['worker', ...QUICK], { state, env: { REDIS_URL: 'redis://127.0.0.1:1' } });
    expect(result.exitCode).toBe(3);
    expect(result.stderr).toMatch(/^Redis does not answer at REDIS_URL\. Operator: [^\n]*$/u);
  });
});

it('a course that it is to hold containers ready for, and cannot read, stops it before it begins, with exit code 2', async () => {
  const result = await assay(['worker', '--warm', 'quick', '--course', '/nowhere'], { state });
  expect(result.exitCode).toBe(2);
  expect(result.stderr).toMatch(/\/nowhere\/course\.yaml: is absent/u);
});
