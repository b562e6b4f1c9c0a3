import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { openBearerKeys } from '../../src/machine/bearerKeys.js';
import { openHookKeys } from '../../src/machine/hookKeys.js';
import { openStateDir } from '../../src/machine/stateDir.js';
import { readEvents } from '../../src/ledger/events.js';
import { openForReading } from '../../src/db/open.js';
import { connectEngine } from '../../src/sandbox/engine.js';
import { LABEL_PREFIX } from '../../src/sandbox/spec.js';
import { metadataOf, sendSigned, submission } from '../server/client.js';
import { startAssay } from '../support/assay.js';
import { containersOf, PACKAGE_DIR } from '../support/engine.js';
import { QUICK_COURSE_DIR, testFolder } from '../support/folder.js';
import { notebookFile } from '../support/notebook.js';
import { redisServer } from '../support/redisServer.js';
import { waitFor } from '../support/waitFor.js';
import { noNetworkReason, testNetwork, type TestHost } from './hosts.js';

const reason = await noNetworkReason();
const CELLS = ['import time; time.sleep(3)', 'double = lambda x: 2 * x\nanswer = 42'];
const IDS = [9001, 9002, 9003, 9004, 9005, 9006];

describe('workers on three hosts, one Redis, one server', { timeout: 150_000 }, () => {
  it.skipIf(reason !== undefined)(
    `of which one is cut off in the middle of its job: one grade each, and nothing left behind (needs: ${reason ?? 'nothing'})`,
    async () => {
      await using network = await testNetwork(3);
      await using folder = await testFolder();
      await using redis = await redisServer(folder.path, ['--bind', '0.0.0.0', '--requirepass', 'between-hosts']);
      const state = await openStateDir(join(folder.path, 'state'));
      const key = await openHookKeys(state).create(
        { course: 'quick', assignment: 'quick', workClass: 'submission' },
        new Date(),
      );
      const workerKey = await openBearerKeys(state).create('hosts', 'worker', new Date());
      await using server = await startServer(state, redis.url);
      const redisUrl = redis.url.replace('127.0.0.1', network.address);
      const serverUrl = `http://${network.address}:${server.port}`;
      const workers = network.hosts.map((host, index) =>
        startHostWorker(host, [
          ...([redisUrl, serverUrl, workerKey, `host-${process.pid}-${index}`] as const),
          join(folder.path, `host-${index}`),
        ]),
      );
      await using _workers = {
        async [Symbol.asyncDispose]() {
          await Promise.all(workers.map((one) => one.kill()));
        },
      };
      await waitFor('all workers to be ready', () => workers.every(({ said }) => said().includes('ready')));

      for (const id of IDS) {
        const files = [['quick.ipynb', notebookFile(CELLS)]] as const;
        const answer = await sendSigned(server.port, key, submission({ metadata: metadataOf(id), files }));
        expect(answer.status).toBe(202);
      }
      await waitFor('all workers to have begun', () => workers.every(({ said }) => /start \d+/u.test(said())));
      const [cutOff] = workers;
      const lost = /start (\d+)/u.exec(cutOff?.said() ?? '')?.[1] ?? '';
      await network.hosts[0]?.cut();

      using ledger = openForReading(join(state, 'ledger.db'), { now: () => new Date() });
      const gradedIds = (): string[] =>
        readEvents({ store: ledger, course: 'quick' }, { types: ['submission_graded'] }).map(({ content }) =>
          content.type === 'submission_graded' ? content.submissionId : '',
        );
      await waitFor('everything to be graded', () => gradedIds().length >= IDS.length);
      expect(gradedIds().sort()).toEqual(IDS.map(String));
      expect(workers.slice(1).some(({ said }) => said().includes(`start ${lost}`))).toBe(true);

      // Back on the network, it gives the job up and brings no second grade.
      await network.hosts[0]?.mend();
      await waitFor(
        'the cut-off worker to have nothing left',
        async () => (await cutOff?.containers())?.includes('student running') !== true,
      );
      expect(gradedIds().sort()).toEqual(IDS.map(String));
      await Promise.all(workers.map((one) => one.kill()));
    },
  );
});

async function startServer(state: string, redisUrl: string) {
  const args = ['serve', '--course', QUICK_COURSE_DIR, '--listen', '0.0.0.0:0'];
  const server = startAssay(args, { state, env: { REDIS_URL: redisUrl } });
  await server.hasSaid(/"ready"/u);
  return {
    port: Number(/"port":(\d+)/u.exec(server.said())?.[1]),
    async [Symbol.asyncDispose]() {
      server.kill('SIGTERM');
      await server.ended;
    },
  };
}

function startHostWorker(host: TestHost, args: readonly [string, string, string, string, string]) {
  const script = join(import.meta.dirname, 'hostWorker.ts');
  const worker = execa(...host.inside(process.execPath, '--import', 'tsx', script, ...args), {
    cwd: PACKAGE_DIR,
    reject: false,
  });
  let said = '';
  worker.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  worker.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const containers = () => containersOf({ engine: connectEngine(), workerId: args[3] });
  return {
    said: () => said,
    containers,
    async kill() {
      worker.kill('SIGKILL');
      await worker;
      const engine = connectEngine();
      const filters = { label: [`${LABEL_PREFIX}worker=${args[3]}`] };
      for (const { Id } of await engine.docker.listContainers({ all: true, filters })) {
        await engine.docker.getContainer(Id).remove({ force: true, v: true });
      }
    },
  };
}
