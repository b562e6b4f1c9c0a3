import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { workerIdOf } from '../../src/machine/workerId.js';
import { assay, startAssay } from '../support/assay.js';
import { PACKAGE_DIR } from '../support/engine.js';
import { QUICK_COURSE_DIR } from '../support/folder.js';
import { fileFolder, fileRedis } from '../support/perFile.js';
import { waitFor } from '../support/waitFor.js';

const folder = fileFolder();
const redis = fileRedis();
const alive = (env: Record<string, string> = {}) =>
  assay(['alive'], { state: folder.state, env: { REDIS_URL: redis.url, ...env } });
const heartbeats = (): Promise<string[]> => readdir(join(folder.state, 'workers'));

/** How many containers a command has created, whatever became of them. */
async function createdBy(pid: number): Promise<number> {
  const filters = ['event=create', `label=org.assay.worker=${await workerIdOf(pid)}`];
  const args = filters.flatMap((filter) => ['--filter', filter]);
  const now = String(Date.now() / 1000);
  const { stdout } = await execa('docker', ['events', '--since', '10m', '--until', now, ...args]);
  return stdout.split('\n').filter((line) => line !== '').length;
}

it('tells a worker that works from none, and starts no container', { timeout: 60_000 }, async () => {
  expect(await alive()).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('No worker runs') as string });
  const options = { state: folder.state, env: { REDIS_URL: redis.url } };
  const worker = startAssay(['worker', '--concurrency', '1', '--course', QUICK_COURSE_DIR], options);
  await worker.hasSaid(/"ready"/u);
  const asked = alive();
  expect(await asked).toMatchObject({ exitCode: 0, stdout: 'alive', stderr: '' });
  expect(await createdBy(asked.pid ?? 0)).toBe(0);
  const beat = join(folder.state, 'workers', String(worker.pid));
  const first = await readFile(beat, 'utf8');
  await waitFor('another sign of life', async () => (await readFile(beat, 'utf8')) !== first);
  worker.kill('SIGTERM');
  await worker.ended;
  expect(await heartbeats()).toEqual([]);
});

it('names what does not answer: engine, Redis, and a worker that stands still; not one that was killed', async () => {
  await mkdir(join(folder.state, 'workers'), { recursive: true });
  // This very process, as if its loop had last turned two minutes ago; and a process that cannot be.
  await writeFile(join(folder.state, 'workers', String(process.pid)), `${uptime() - 120}\n`);
  await writeFile(join(folder.state, 'workers', '99999999'), `${uptime()}\n`);
  const env = { REDIS_URL: 'redis://127.0.0.1:1', DOCKER_HOST: `unix://${folder.path}/none.sock` };
  const { exitCode, stderr } = await alive(env);
  expect(exitCode).toBe(3);
  expect(stderr.split('\n').filter((line) => !line.startsWith('Operator'))).toEqual([
    expect.stringMatching(/^The container engine does not answer/u),
    expect.stringMatching(/^Redis does not answer at REDIS_URL\. Operator: /u),
    expect.stringMatching(new RegExp(`^The worker ${process.pid} has stood still for 1[23]\\d s`, 'u')),
  ]);
  expect(await heartbeats()).toEqual([String(process.pid)]);
});

it('is what compose asks, and not the probe', async () => {
  const compose = parse(await readFile(join(PACKAGE_DIR, 'docker', 'compose.yaml'), 'utf8'), { merge: true }) as {
    services: { worker: { healthcheck: { test: string[] } } };
  };
  expect(compose.services.worker.healthcheck.test.slice(2)).toEqual(['/opt/assay/dist/cli/main.js', 'alive']);
});
