import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { openBearerKeys } from '../../src/machine/bearerKeys.js';
import { openHookKeys } from '../../src/machine/hookKeys.js';
import { openStateDir } from '../../src/machine/stateDir.js';
import { openForReading } from '../../src/db/open.js';
import { all, first } from '../../src/db/store.js';
import { PACKAGE_DIR } from '../../src/cli/setting.js';
import { startAssay } from '../../test/support/assay.js';
import { metadataOf, sendSigned, submission } from '../../test/server/client.js';
import { QUICK_COURSE_DIR, testFolder } from '../../test/support/folder.js';
import { notebookFile } from '../../test/support/notebook.js';
import { redisServer } from '../../test/support/redisServer.js';
import { processesWith } from './processes.js';
import { cpuSecondsOf, peakMemoryMiB } from './processCpu.js';

export interface ServiceCost {
  readonly jobs: number;
  /** CPU milliseconds a job of server and Redis together, from the upload to the acknowledgement. */
  readonly intakeMs: number;
  /** The same, from the row in the ledger to the committed grade: dispatch, queue, blobs, commit. */
  readonly queueMs: number;
  readonly serverPeakMiB: number;
  /** Of the whole way, for one job after the other. */
  readonly grades: number;
}

/**
 * What `jobs` submissions cost a real `assay serve` and its Redis: all are handed in over HTTP and queued before the first
 * is graded, by a worker without containers: beside the server, with its folder of blobs, or elsewhere, over HTTP.
 */
export async function measureCost(jobs: number, workers: 'beside' | 'elsewhere'): Promise<ServiceCost> {
  await using folder = await testFolder();
  await using redis = await redisServer(folder.path, ['--maxmemory-policy', 'noeviction', '--save', '']);
  const state = await openStateDir(join(folder.path, 'state'));
  const key = await openHookKeys(state).create(
    { course: 'quick', assignment: 'quick', workClass: 'submission' },
    new Date(),
  );
  const workerKey = await openBearerKeys(state).create('bench', 'worker', new Date());
  const args = ['serve', '--course', QUICK_COURSE_DIR, '--listen', '127.0.0.1:0'];
  // As the README and compose start it.
  const env = { REDIS_URL: redis.url, NODE_OPTIONS: '--max-old-space-size=1024' };
  const server = startAssay(args, { state, env });
  await server.hasSaid(/"ready"/u);
  const port = Number(/"port":(\d+)/u.exec(server.said())?.[1]);
  try {
    const pids = [server.pid, await redisPid(redis.url)];
    const cpu = async (): Promise<number> => {
      const seconds = await Promise.all(pids.map(cpuSecondsOf));
      return seconds.reduce((sum, one) => sum + one, 0);
    };
    const before = await cpu();
    await handIn(jobs, port, key);
    const queued = await cpu();
    const place = workers === 'beside' ? [join(state, 'blobs')] : [`http://127.0.0.1:${port}`, workerKey];
    const worker = execa(
      process.execPath,
      ['--import', 'tsx', join(import.meta.dirname, 'standInWorker.ts'), redis.url, ...place],
      { cwd: PACKAGE_DIR, reject: false, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const grades = await untilGraded(join(state, 'ledger.db'), jobs);
    const graded = await cpu();
    worker.kill('SIGKILL');
    return {
      jobs,
      intakeMs: ((queued - before) / jobs) * 1000,
      queueMs: ((graded - queued) / jobs) * 1000,
      serverPeakMiB: await peakMemoryMiB(server.pid),
      grades,
    };
  } finally {
    server.kill('SIGTERM');
    await server.ended;
  }
}

async function redisPid(url: string): Promise<number> {
  const [found] = await processesWith(`:${new URL(url).port}`);
  if (found === undefined) throw new Error('the benchmark’s redis-server is not to be found');
  return found;
}

type Key = Parameters<typeof sendSigned>[1];

/** Every submission is another student’s; sixteen uploads at once. */
async function handIn(jobs: number, port: number, key: Key): Promise<void> {
  let next = 0;
  const sender = async (): Promise<void> => {
    while (next < jobs) {
      const id = 100_000 + next++;
      const files = [['quick.ipynb', notebookFile([`double = lambda x: 2 * x  # ${id}`, 'answer = 42'])]] as const;
      const { status } = await sendSigned(port, key, submission({ metadata: metadataOf(id), files }));
      if (status !== 202) throw new Error(`a submission was answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: 16 }, sender));
}

async function untilGraded(ledger: string, jobs: number): Promise<number> {
  using store = openForReading(ledger, { now: () => new Date() });
  const graded = store.query.selectFrom('work').where('state', '=', 'graded');
  const count = graded.select(({ fn }) => fn.countAll<number>().as('rows'));
  for (;;) {
    if ((first(store, count)?.rows ?? 0) >= jobs) break;
    await sleep(1_000);
  }
  return all(store, store.query.selectFrom('grades').select('attempt')).length;
}
