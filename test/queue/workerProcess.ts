import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { connectEngine } from '../../src/sandbox/engine.js';
import { LABEL_PREFIX } from '../../src/sandbox/spec.js';
import { PACKAGE_DIR } from '../support/engine.js';
import type { Lane } from './lane.js';

/** A worker in a process of its own that can be killed without a chance to clean up. What it leaves goes with its scope. */
export async function workerProcess(lane: Lane, folder: string) {
  const { engine: _, secret, ...plain } = lane.context;
  const file = join(folder, 'worker.mjs');
  const workerId = `dying-${lane.context.workerId}`;
  const from = (path: string): string => JSON.stringify(pathToFileURL(join(PACKAGE_DIR, 'dist', path)).href);
  const context = { ...plain, workerId };
  await writeFile(
    file,
    `import { connectEngine } from ${from('sandbox/engine.js')};
    import { openQueueRedis } from ${from('queue/connection.js')};
    import { startWorker } from ${from('queue/worker.js')};
    import { blobFolder, workersBlobs } from ${from('state/blobFolder.js')};
    startWorker({
      context: { ...${JSON.stringify(context)}, engine: connectEngine(), secret: Buffer.from('${Buffer.from(secret).toString('hex')}', 'hex') },
      redis: await openQueueRedis(${JSON.stringify(lane.state)}, {}),
      blobs: workersBlobs(blobFolder(${JSON.stringify(`${lane.state}/blobs`)})),
      courseDir: ${JSON.stringify(lane.courseDir)},
      lanes: ['cpu'],
      concurrency: 1,
      lockMs: 1_000,
    });`,
  );
  const child = execa(process.execPath, [file], { reject: false });
  return {
    async kill() {
      child.kill('SIGKILL');
      await child;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await child;
      await removeContainersOf(workerId);
    },
  };
}

async function removeContainersOf(workerId: string): Promise<void> {
  const { docker } = connectEngine();
  const left = await docker.listContainers({ all: true, filters: { label: [`${LABEL_PREFIX}worker=${workerId}`] } });
  await Promise.all(left.map(({ Id }) => docker.getContainer(Id).remove({ force: true })));
}
