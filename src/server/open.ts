import { setMaxListeners } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { QueueRedis } from '../queue/connection.js';
import type { BlobFolder } from '../machine/blobFolder.js';
import type { Store } from '../db/store.js';
import type { WorkLane } from '../db/tables.js';
import type { RunProgress } from '../work/progress.js';
import type { GpuBudget } from '../work/gpuBudget.js';
import { createApp } from './app.js';
import type { Campus } from './auth/campus.js';
import type { CampusSettings } from './auth/campusSettings.js';
import { doorLimits } from './auth/doorLimits.js';
import { loopbackUrl, type PublicUrl } from './auth/publicUrl.js';
import { openBearerKeys } from '../machine/bearerKeys.js';
import { watchFinalStates } from './finalStates.js';
import { openHookKeys } from '../machine/hookKeys.js';
import type { ServerLimits } from './limits.js';
import type { Metrics } from './metrics.js';
import { redisNonces } from './hook/nonces.js';
import { openReaders } from './reader/readers.js';
import type { ServedCourse } from './servedCourse.js';
import { uploadPlaces } from './uploadPlaces.js';
import { startServer, type ServerHandle } from './server.js';

export interface OpenServerOptions {
  readonly store: Store;
  readonly course: ServedCourse;
  readonly redis: QueueRedis;
  readonly blobs: BlobFolder;
  /** Keys, and uploads while they are received. One server at a time. */
  readonly stateDir: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly limits: ServerLimits;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly now: () => Date;
  /** Called after work was admitted or forced. */
  readonly onChanged: () => void;
  /** Called after work was cancelled. */
  readonly onCancelled: () => void;
  /** Has work wait in the ledger again that no worker has begun. */
  readonly recall: (ids: readonly string[]) => Promise<void>;
  /** Whether a worker of this lane is connected. */
  readonly isServed: (lane: WorkLane) => boolean;
  readonly gpuBudget?: GpuBudget | undefined;
  /** What the dispatcher hears of runs. */
  readonly progress: RunProgress;
  /** The address under which browsers know the server; this machine's where absent. */
  readonly publicUrl?: PublicUrl | undefined;
  /** Whether everybody may be anybody. */
  readonly demoSignIn?: boolean;
  /** Whether links to sign in can be mailed. */
  readonly mailsLinks?: boolean;
  /** How a campus signs people in, if one does. */
  readonly campus?: CampusSettings | undefined;
}

/**
 * Puts the server together and starts it. Stopping answers at once who waits, lets the other requests end, and leaves
 * the store open: it is its opener's.
 *
 * @throws {PlatformError} where it cannot listen.
 */
export async function openServer(options: OpenServerOptions): Promise<ServerHandle> {
  const { store, course, redis, blobs, stateDir, limits, metrics, log, now, onChanged, onCancelled } = options;
  const spoolDir = join(stateDir, 'uploads');
  // What a server that was killed had not done with.
  await rm(spoolDir, { recursive: true, force: true });
  await mkdir(spoolDir, { recursive: true, mode: 0o700 });
  const client = redis.connect('serving');
  const stopping = new AbortController();
  // Every long poll listens; there is no number of them that would be a leak.
  setMaxListeners(0, stopping.signal);
  const readers = openReaders();
  let address = options.publicUrl ?? loopbackUrl(options.host, options.port);
  const app = createApp({
    store,
    course,
    blobs,
    readers,
    hookKeys: openHookKeys(stateDir),
    bearerKeys: openBearerKeys(stateDir),
    nonces: redisNonces(client),
    progress: options.progress,
    finalStates: watchFinalStates(store),
    metrics,
    log,
    limits,
    uploadPlaces: uploadPlaces(limits),
    spoolDir,
    now,
    stopping: stopping.signal,
    onChanged,
    onCancelled,
    recall: options.recall,
    isServed: options.isServed,
    gpuBudget: options.gpuBudget,
    pingRedis: () => client.ping(),
    publicUrl: () => address,
    doorLimits: doorLimits(now),
    campus: options.campus && (await campusOf(options.campus)),
    demoSignIn: options.demoSignIn ?? false,
    mailsLinks: options.mailsLinks ?? false,
  });
  const server = await startServer({ app, host: options.host, port: options.port, limits });
  address = options.publicUrl ?? loopbackUrl(options.host, server.port);
  return {
    port: server.port,
    async stop(graceMs) {
      stopping.abort();
      await server.stop(graceMs);
      await readers[Symbol.asyncDispose]();
      client.disconnect();
    },
  };
}

/** A server without a campus does not hold the client. */
async function campusOf(settings: CampusSettings): Promise<Campus> {
  return (await import('./auth/campus.js')).openCampus(settings);
}
