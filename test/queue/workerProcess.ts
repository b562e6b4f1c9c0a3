import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import type { MachineGpus } from '../../src/gpu/devices.js';
import type { Engine } from '../../src/sandbox/engine.js';
import { LABEL_PREFIX } from '../../src/sandbox/spec.js';
import { PACKAGE_DIR } from '../support/engine.js';
import type { Lane } from './lane.js';

/** Where a worker of the gpu lane has its devices, and whom it shares them with. */
interface Gpus {
  readonly machine: MachineGpus;
  readonly redisUrl: string;
}

/**
 * A worker in a process of its own that can be killed without a chance to clean up. What it leaves goes with its scope.
 *
 * @param gpus for the gpu lane; without it, the worker serves the cpu lane over the lane's private Redis.
 */
export async function workerProcess(lane: Lane, folder: string, gpus?: Gpus) {
  const { engine: _, secret, ...plain } = lane.context;
  const file = join(folder, 'worker.mjs');
  const workerId = `dying-${lane.context.workerId}`;
  const from = (path: string): string => JSON.stringify(pathToFileURL(join(PACKAGE_DIR, 'dist', path)).href);
  const context = { ...plain, workerId };
  await writeFile(
    file,
    `import { frozenAssignments } from ${from('course/frozen.js')};
    import { connectEngine } from ${from('sandbox/engine.js')};
    import { Grader } from ${from('grading/grader.js')};
    import { GpuSlots } from ${from('gpu/gpuSlots.js')};
    import { openQueueRedis } from ${from('queue/connection.js')};
    import { startWorker } from ${from('queue/worker.js')};
    import { blobFolder, workersBlobs } from ${from('machine/blobFolder.js')};
    const blobs = blobFolder(${JSON.stringify(`${lane.state}/blobs`)});
    const redis = await openQueueRedis(${JSON.stringify(lane.state)}, process.env);
    const engine = connectEngine();
    startWorker({
      grader: new Grader({ ...${JSON.stringify(context)}, engine, secret: Buffer.from('${Buffer.from(secret).toString('hex')}', 'hex') }),
      redis,
      blobs: workersBlobs(blobs),
      assignments: frozenAssignments(blobs, ${JSON.stringify(`${lane.state}/assignments`)}),
      ${gpus ? gpuOptions(gpus) : "lanes: ['cpu'],"}
      concurrency: 1,
      lockMs: 1_000,
    });`,
  );
  const { socketPath } = lane.context.engine.docker.modem as { socketPath?: unknown };
  const env = {
    REDIS_URL: gpus?.redisUrl ?? '',
    ...(typeof socketPath === 'string' ? { DOCKER_HOST: `unix://${socketPath}` } : {}),
  };
  const child = execa(process.execPath, [file], { reject: false, env });
  return {
    async kill(signal: NodeJS.Signals = 'SIGKILL') {
      child.kill(signal);
      if (signal === 'SIGKILL') await child;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await child;
      await removeContainersOf(lane.context.engine, workerId);
    },
  };
}

function gpuOptions({ machine }: Gpus): string {
  const options = `machine: ${JSON.stringify(machine)}, engine, redis: redis.connect('serving'), ttlMs: 1_000`;
  return `lanes: ['gpu'], gpus: new GpuSlots({ ${options} }),`;
}

async function removeContainersOf({ docker }: Engine, workerId: string): Promise<void> {
  const left = await docker.listContainers({ all: true, filters: { label: [`${LABEL_PREFIX}worker=${workerId}`] } });
  await Promise.all(left.map(({ Id }) => docker.getContainer(Id).remove({ force: true })));
}
