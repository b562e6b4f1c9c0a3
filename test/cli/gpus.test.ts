import { randomUUID } from 'node:crypto';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Docker from 'dockerode';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { imageName } from '../../docker/setup/source-hash.mjs';
import { readQuarantine } from '../../src/gpu/quarantine.js';
import { fakeSmi, type FakeSmi } from '../gpu/fakeSmi.js';
import { assay, startAssay, type AssayProcess } from '../support/assay.js';
import { PACKAGE_DIR } from '../support/engine.js';
import { QUICK_COURSE_DIR, testFolder, type TestFolder } from '../support/folder.js';
import { redisServer, type RedisServer } from '../support/redisServer.js';
import { SOLUTION, writeNotebook } from './files.js';

const docker = new Docker();
const GPU_IMAGE = imageName(PACKAGE_DIR, 'student-gpu');
const hasGpuImage = await docker
  .getImage(GPU_IMAGE)
  .inspect()
  .then(
    () => true,
    () => false,
  );

/** What a worker says where the engine does not give the device to a container. */
const NOT_GIVEN = /"level":50,.*could not select device driver.*assay gpus clear GPU-/u;

let folder: TestFolder;
let course: TestFolder;
let server: RedisServer;
let smi: FakeSmi;
let device: string;
let file: string;
/** Of every command: this Redis, and this machine's nvidia-smi. */
let options: { state: string; env: Record<string, string> };

beforeEach(async () => {
  folder = await testFolder();
  course = await testFolder(QUICK_COURSE_DIR);
  server = await redisServer(folder.path);
  smi = await fakeSmi();
  device = `GPU-${randomUUID()}`;
  file = join(folder.path, 'gpus.yaml');
  await smi.tells([{ id: device, name: 'Tesla T4', totalMiB: 15_360 }]);
  await writeFile(file, `devices:\n  - id: ${device}\n`);
  options = { state: join(folder.path, 'state'), env: { REDIS_URL: server.url, PATH: smi.path } };
});
afterEach(async () => {
  for (const resource of [smi, server, course, folder]) await resource[Symbol.asyncDispose]();
});

async function startWorker(args: readonly string[]): Promise<AssayProcess> {
  const worker = startAssay(['worker', '--course', course.path, ...args], options);
  await worker.hasSaid(/"ready"/u);
  return worker;
}

async function submit(name: string) {
  const notebook = await writeNotebook(folder.path, `${name}.ipynb`, [SOLUTION, `name = '${name}'`]);
  return startAssay(['submit', 'quick', notebook, '--course', course.path], options);
}

describe('a worker with GPUs', { timeout: 90_000 }, () => {
  // Of 6 GB, and built on demand: where it is not here, the student's own has its name meanwhile. None is started.
  beforeAll(async () => {
    const [repo = '', tag = ''] = GPU_IMAGE.split(':');
    if (!hasGpuImage) await docker.getImage(imageName(PACKAGE_DIR, 'student')).tag({ repo, tag });
  });
  afterAll(async () => {
    if (!hasGpuImage) await docker.getImage(GPU_IMAGE).remove();
  });

  it('sets a device aside that is not empty, lets its jobs wait, and goes on once it is cleared', async () => {
    await appendFile(join(course.path, 'quick', 'assignment.yaml'), 'gpu: required\n');
    const worker = await startWorker(['--gpus', file]);
    await smi.tells([{ id: device, name: 'Tesla T4', totalMiB: 15_360 }], [[device, 4711]]);
    const ada = await submit('ada');
    await worker.hasSaid(/"level":50,.*Processes that hold no slot are on it: 4711\..*assay gpus clear GPU-/u);
    const listed = await assay(['gpus', 'list', '--gpus', file], options);
    expect(listed.stdout).toMatch(
      new RegExp(`^${device}  Tesla T4, 0 of 1 slot\\(s\\) held; set aside since 20.*Z: Processes .* 4711\\.$`, 'u'),
    );
    const doctor = await assay(['doctor', '--course', course.path, '--gpus', file], options);
    expect(doctor.stdout).toMatch(/warn {2}gpus .*Tesla T4 .*1 slot\(s\) of 15360 MiB; set aside since .*gpus clear/u);
    expect(doctor.exitCode).toBe(0);
    expect(ada.hasEnded()).toBe(false);
    expect(worker.said()).not.toMatch(/"started"/u);

    await smi.tells([{ id: device, name: 'Tesla T4', totalMiB: 15_360 }]);
    expect((await assay(['gpus', 'clear', device], options)).exitCode).toBe(0);
    // This engine has no such device; one that has: test/queue/gpuLane.test.ts.
    await worker.hasSaid(/"started"/u);
    await worker.hasSaid(NOT_GIVEN);
    for (const command of [ada, worker]) command.kill('SIGTERM');
    await Promise.all([ada.ended, worker.ended]);
    const env = { ...options.env, ASSAY_GPUS: file };
    const { stdout } = await assay(['gpus', 'list', '--json'], { ...options, env });
    const reason = expect.stringMatching(/select device driver/u) as string;
    const quarantine = { reason, at: expect.any(String) as string };
    expect(JSON.parse(stdout)).toEqual([{ device, name: 'Tesla T4', slots: 1, held: 0, quarantine }]);
  });

  it('is also a batch run, where no other serves the queue', async () => {
    await appendFile(join(course.path, 'quick', 'assignment.yaml'), 'gpu: required\n');
    const notebooks = join(folder.path, 'class');
    await writeNotebook(notebooks, 'ada.ipynb', [SOLUTION]);
    const args = ['run', 'quick', notebooks, '--course', course.path, '--out', join(folder.path, 'run')];
    const batch = startAssay(['batch', ...args, '--gpus', file], options);
    await batch.hasSaid(NOT_GIVEN);
    batch.kill('SIGINT');
    const { exitCode, stderr } = await batch.ended;
    expect(stderr).toContain('Draining');
    expect(exitCode).toBe(130);
    expect((await assay(['gpus', 'clear', device], options)).exitCode).toBe(0);
  });

  it('serves the cpu lane too, and warns of a device that several share', async () => {
    await writeFile(file, `devices:\n  - { id: ${device}, slots: 2 }\n`);
    const worker = await startWorker(['--gpus', file, '--concurrency', '1']);
    expect(worker.said()).toMatch(/"level":40,.*nothing keeps submissions on one device out of each other’s memory/u);
    expect(worker.said()).toMatch(/"gpuSlots":2/u);
    expect((await (await submit('ada')).ended).exitCode).toBe(0);
    worker.kill('SIGTERM');
    expect((await worker.ended).exitCode).toBe(0);
  });

  it('takes all there are with auto', async () => {
    const worker = await startWorker(['--gpus', 'auto']);
    expect(worker.said()).toMatch(new RegExp(`"device":"${device}".*"slotMiB":15360`, 'u'));
    worker.kill('SIGTERM');
    await worker.ended;
  });
});

describe('a worker refuses to start', { timeout: 60_000 }, () => {
  it.each([
    [
      'a device that is not there',
      'devices:\n  - id: GPU-00000000-0000-0000-0000-000000000000\n',
      2,
      /gpus\.yaml:2:9: .*nvidia-smi lists GPU-/u,
    ],
    ['a file that is no machine file', 'devices: [{ id: 0 }]\n', 2, /gpus\.yaml:1:17: .*Operator: /u],
  ])('with %s', async (_name, text, exitCode, message) => {
    await writeFile(file, text);
    const result = await assay(['worker', '--course', course.path, '--gpus', file], options);
    expect(result.stderr).toMatch(message);
    expect(result.exitCode).toBe(exitCode);
    expect((await assay(['doctor', '--course', course.path, '--gpus', file], options)).stdout).toMatch(/FAIL {2}gpus/u);
  });

  it.skipIf(hasGpuImage)('without the image with CUDA', async () => {
    const result = await assay(['worker', '--course', course.path, '--gpus', file], options);
    expect(result.stderr).toMatch(
      /^The image assay-student-gpu:\S+ is missing\. Operator: .*`npm run setup -- --gpu`/mu,
    );
    expect(result.exitCode).toBe(3);
  });

  it('with an nvidia-smi that fails', async () => {
    await smi.does('echo "Failed to initialize NVML: Driver/library version mismatch"; exit 18');
    const result = await assay(['worker', '--course', course.path], {
      ...options,
      env: { ...options.env, ASSAY_GPUS: file },
    });
    expect(result.stderr).toMatch(/^nvidia-smi \S+ failed: Failed to initialize NVML: .*mismatch\. Operator: /u);
    expect(result.exitCode).toBe(3);
    const doctor = await assay(['doctor', '--course', course.path], options);
    expect(doctor.stdout).toMatch(/warn {2}gpus .*version mismatch\. This machine serves the cpu lane\./u);
  });
});

describe('assay gpus', { timeout: 60_000 }, () => {
  it('says that nothing is set aside', async () => {
    const { stdout } = await assay(['gpus', 'list'], options);
    expect(stdout).toBe('No GPU is given to submissions here, and none is set aside.');
    const { exitCode, stderr } = await assay(['gpus', 'clear', device], options);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: `${device} is not set aside. See \`assay gpus list\`.`,
    });
  });

  it('lists what is set aside on other machines, and clears it', async () => {
    const redis = new Redis(server.url);
    const entry = { reason: 'It is on fire.', at: '2027-01-01T00:00:00.000Z' };
    await redis.hset('assay:gpu:quarantine', device, JSON.stringify(entry));
    const { stdout } = await assay(['gpus', 'list'], options);
    expect(stdout).toBe(`${device}  not of this machine; set aside since ${entry.at}: It is on fire.`);
    expect((await assay(['gpus', 'clear', device], options)).exitCode).toBe(0);
    expect(await readQuarantine(redis)).toEqual([]);
    redis.disconnect();
  });
});
