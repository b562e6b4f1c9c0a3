import { join } from 'node:path';
import { assay, startAssay, type AssayProcess } from '../support/assay.js';
import { QUICK_COURSE_DIR, testFolder } from '../support/folder.js';
import { redisServer } from '../support/redisServer.js';

/** Real processes: a server on a port of its own choice and, once it was started, a worker; the quick course. */
export interface Service extends AsyncDisposable {
  readonly state: string;
  readonly port: number;
  /** The newest of each. */
  readonly server: AssayProcess;
  readonly worker: AssayProcess;
  /** A command in the server's state folder. */
  run(args: readonly string[]): ReturnType<typeof assay>;
  /** On the same port as before. */
  startServer(): Promise<void>;
}

/**
 * Starts server and worker; they share Redis, a key and the course's folder, and nothing else, as on two machines.
 *
 * @param serverEnv added to the environment of the server, and of commands beside it.
 */
export async function startService(
  concurrency: number,
  courseDir = QUICK_COURSE_DIR,
  serverEnv: Readonly<Record<string, string>> = {},
): Promise<Service> {
  const course = ['--course', courseDir];
  const folder = await testFolder();
  const redis = await redisServer(folder.path);
  const state = join(folder.path, 'state');
  const env = { REDIS_URL: redis.url };
  const run: Service['run'] = (args) => assay([...args], { state, env: serverEnv });

  let port = 0;
  async function serve(): Promise<AssayProcess> {
    const process = startAssay(['serve', ...course, '--listen', `127.0.0.1:${port}`], {
      state,
      env: { ...env, ...serverEnv },
    });
    await process.hasSaid(/"ready"/u);
    port = Number(/"port":(\d+)/u.exec(process.said())?.[1]);
    return process;
  }
  let server = await serve();
  const { stdout: workerKey } = await run(['keys', 'worker', 'w1']);
  const worker = startAssay(['worker', '--concurrency', String(concurrency), ...course], {
    state: join(folder.path, 'worker'),
    env: { ...env, ASSAY_SERVER_URL: `http://127.0.0.1:${port}`, ASSAY_WORKER_KEY: workerKey },
  });
  await worker.hasSaid(/"ready"/u);

  return {
    state,
    port,
    worker,
    run,
    get server() {
      return server;
    },
    async startServer() {
      server = await serve();
    },
    async [Symbol.asyncDispose]() {
      for (const process of [worker, server]) process.kill('SIGTERM');
      await Promise.all([worker.ended, server.ended]);
      await redis[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
