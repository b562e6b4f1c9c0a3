import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { importCourse } from '../../src/ledger/commands/importCourse.js';
import { readCourseFiles } from '../../src/ledger/courseFiles.js';
import { frozenAssignments } from '../../src/course/frozen.js';
import { openQueueRedis } from '../../src/queue/connection.js';
import { openBearerKeys } from '../../src/machine/bearerKeys.js';
import { openHookKeys, type HookKey } from '../../src/machine/hookKeys.js';
import { DEFAULT_LIMITS, type ServerLimits } from '../../src/server/limits.js';
import { createMetrics } from '../../src/server/metrics.js';
import { openServer, type OpenServerOptions } from '../../src/server/open.js';
import { publish } from '../../src/server/publish.js';
import { blobFolder } from '../../src/machine/blobFolder.js';
import { openServedCourse } from '../../src/server/servedCourse.js';
import { openForWriting } from '../../src/ledger/open.js';
import type { Store } from '../../src/db/store.js';
import { openProgress, type RunProgress } from '../../src/work/progress.js';
import { openGpuBudget, type GpuBudget } from '../../src/work/gpuBudget.js';
import { QUICK_COURSE_DIR, testFolder } from '../support/folder.js';
import { redisServer, type RedisServer } from '../support/redisServer.js';

/** A real server on a real port, with a real store and a real Redis; no worker. */
export interface TestServer extends AsyncDisposable {
  readonly origin: string;
  readonly port: number;
  readonly stateDir: string;
  readonly store: Store;
  readonly redis: RedisServer;
  /** To look into Redis, and to trouble it. */
  readonly redisClient: Redis;
  readonly key: HookKey;
  /** Where the course limits what feedback uses of GPUs. */
  readonly gpuBudget: GpuBudget | undefined;
  /** For a dispatcher to tell. */
  readonly progress: RunProgress;
  /** What it logged. */
  readonly logged: () => string;
  /** Stops it, and starts another one on the same files. */
  restart(): Promise<void>;
  stop(graceMs: number): Promise<void>;
}

const now = (): Date => new Date();

export async function testServer(
  limits: Partial<ServerLimits> = {},
  courseDir = QUICK_COURSE_DIR,
  door: Pick<OpenServerOptions, 'publicUrl' | 'demoSignIn' | 'mailsLinks' | 'campus'> = {},
): Promise<TestServer> {
  const folder = await testFolder();
  const redis = await redisServer(folder.path);
  const queue = await openQueueRedis(folder.path, { REDIS_URL: redis.url });
  const redisClient = queue.connect('waiting');
  const stateDir = join(folder.path, 'state');
  const store = openForWriting(join(folder.path, 'ledger.db'), { now });
  const files = await readCourseFiles(courseDir);
  importCourse({ store, course: files.course }, { kind: 'staff', id: 'test' }, { files });
  let log = '';
  const blobs = blobFolder(join(stateDir, 'blobs'));
  await publish(store, blobs, courseDir);
  const course = await openServedCourse(
    store,
    frozenAssignments(blobs, join(stateDir, 'assignments')),
    courseDir,
    '1.0.0',
  );
  const gpuBudget = course.gpuFeedback && openGpuBudget(queue, course.gpuFeedback, now);
  const progress = openProgress();
  const options = {
    progress,
    ...{ store, redis: queue, stateDir, now, metrics: createMetrics(store) },
    blobs,
    onChanged: () => undefined,
    onCancelled: () => undefined,
    recall: () => Promise.resolve(),
    isServed: () => true,
    ...{ course, gpuBudget, ...door },
    host: '127.0.0.1',
    limits: { ...DEFAULT_LIMITS, ...limits },
    log: pino({}, { write: (line: string) => void (log += line) }),
  };
  let server = await openServer({ ...options, port: 0 });
  const { port } = server;
  return {
    ...{ port, stateDir, store, redis, redisClient, gpuBudget, progress },
    origin: `http://127.0.0.1:${port}`,
    key: await openHookKeys(stateDir).create({ course: 'quick', assignment: 'quick', workClass: 'submission' }, now()),
    logged: () => log,
    async restart() {
      await server.stop(5_000);
      server = await openServer({ ...options, port });
    },
    stop: (graceMs) => server.stop(graceMs),
    async [Symbol.asyncDispose]() {
      await server.stop(0);
      redisClient.disconnect();
      gpuBudget?.[Symbol.dispose]();
      store[Symbol.dispose]();
      await redis[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** A staff or worker key's text. */
export async function bearerKey({ stateDir }: TestServer, role: 'staff' | 'worker'): Promise<string> {
  return openBearerKeys(stateDir).create(`${role}-${randomBytes(2).toString('hex')}`, role, now());
}
