import type { Store } from '../db/store.js';
import { lanesOf } from '../course/lane.js';
import { openQueueRedis } from '../queue/connection.js';
import { countWorkers } from '../queue/countWorkers.js';
import { ownQueue } from '../queue/ownQueue.js';
import type { WorkerHandle } from '../queue/worker.js';
import { startDispatcher, type DispatcherHandle, type DispatcherOptions } from '../work/dispatch/dispatcher.js';
import { stayInLane } from '../work/dispatch/fallBack.js';
import { takeBack } from '../work/dispatch/takeBack.js';
import { tryDispatch } from '../work/dispatch/onlyDispatcher.js';
import { explainError } from './exitCodes.js';
import { startOwnWorker, type OwnWorkerOptions } from './ownWorker.js';

export interface RoadOptions extends OwnWorkerOptions {
  readonly store: Store;
  /** The run whose rows they are, which names the queue of its own: letters and digits. */
  readonly name: string;
  /** The ledger is the command's own, and its jobs wait behind a server's. */
  readonly isPrivate: boolean;
  /** Whether the command grades where no worker serves the queue; else it says so, and waits for one. */
  readonly mayGrade: boolean;
  /** Where the queue is. */
  readonly env?: NodeJS.ProcessEnv;
  readonly onProgress?: NonNullable<DispatcherOptions['onProgress']>;
}

/** What lies between the rows of a ledger and their grades, as far as this process has to see to it. */
export interface Road extends AsyncDisposable {
  /** Does what is missing: nothing, where a server has the ledger; to be asked again, for it may stop. */
  look(): Promise<void>;
  /** Its own worker, where no other serves the queue. */
  worker(): WorkerHandle | undefined;
  /** Cancels those of these rows that no worker has begun. */
  takeBack(ids: readonly string[]): Promise<void>;
}

/** Opens the road for rows: a dispatcher where no other process has the ledger, and a worker where none is there. */
export async function openRoad(options: RoadOptions): Promise<Road> {
  let part: Part | undefined;
  const look = async (): Promise<void> => {
    if (part !== undefined) return;
    const right = tryDispatch(options.store);
    if (right !== undefined) part = await build(right, options);
  };
  await look();
  if (part === undefined) say(options.isPrivate ? SHARED : SERVED);
  return {
    look,
    worker: () => part?.worker,
    takeBack: (ids) => (part === undefined ? takeBack(options.store, ids) : part.dispatcher.takeBack(ids)),
    [Symbol.asyncDispose]: async () => part?.[Symbol.asyncDispose](),
  };
}

interface Part extends AsyncDisposable {
  readonly dispatcher: DispatcherHandle;
  readonly worker: WorkerHandle | undefined;
}

async function build(right: Disposable, options: RoadOptions): Promise<Part> {
  const { store, name, isPrivate, mayGrade, env = process.env, onProgress, loaded, blobs, state } = options;
  const parts: (Disposable | AsyncDisposable)[] = [right];
  const keep = <Resource extends Disposable | AsyncDisposable>(resource: Resource): Resource => {
    parts.push(resource);
    return resource;
  };
  try {
    const shared = keep(await openQueueRedis(state, env));
    const isServed = (await countWorkers(shared, lanesOf(loaded.assignment))) > 0;
    if (!isServed && !mayGrade) say(NO_WORKER);
    const redis = isServed || !mayGrade ? shared : keep(ownQueue(shared, name));
    const worker = redis === shared ? undefined : keep(await startOwnWorker(redis, options));
    if (worker !== undefined) stayInLane(store, name);
    const progress = onProgress === undefined ? {} : { onProgress };
    const dispatcher = keep(startDispatcher({ store, redis, blobs, isBehind: isPrivate, onError, ...progress }));
    return { dispatcher, worker, [Symbol.asyncDispose]: () => disposeOf(parts) };
  } catch (error) {
    await disposeOf(parts);
    throw error;
  }
}

/** The last one first, for each stands on those before it. */
async function disposeOf(parts: readonly (Disposable | AsyncDisposable)[]): Promise<void> {
  for (const part of parts.toReversed()) {
    if (Symbol.asyncDispose in part) await part[Symbol.asyncDispose]();
    else part[Symbol.dispose]();
  }
}

const SERVED = 'The server of this ledger has it graded beside what comes in. Ctrl-C stops waiting alone.';
const SHARED = 'Another command has the same folder’s rows graded, these too.';
const NO_WORKER = 'No worker is serving this queue: start one with `assay worker`. Waiting for it.';

function say(message: string): void {
  process.stderr.write(`${message}\n`);
}

function onError(error: unknown): void {
  say(`Trouble with the queue: ${explainError(error).message}`);
}
