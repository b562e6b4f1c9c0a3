import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lanesOf } from '../course/lane.js';
import { readCourseFile, type LoadedAssignment } from '../course/load.js';
import type { Store } from '../db/store.js';
import { readCourses } from '../ledger/events.js';
import { openForWriting } from '../ledger/open.js';
import { openQueueRedis } from '../queue/connection.js';
import { countWorkers } from '../queue/countWorkers.js';
import { tryDispatch } from '../work/dispatch/onlyDispatcher.js';
import { ledgerFile, type LedgerOptions } from './late/options.js';

export interface RunLedgerOptions extends Pick<LedgerOptions, 'ledger'> {
  /** The course's folder. */
  readonly course: string;
  readonly loaded: LoadedAssignment;
  readonly state: string;
  /** Where the command's own ledger is. */
  readonly privateFile: string;
  /** Whether the command grades where no worker serves the queue. */
  readonly mayGrade: boolean;
}

/** Where a command's rows are. */
export interface RunLedger extends Disposable {
  readonly store: Store;
  readonly course: string;
  readonly isPrivate: boolean;
}

/**
 * The ledger for the rows of a command that grades many: a server's, where one has it and a worker is there, so that
 * they are handed out beside what comes in; else the command's own, which holds these rows and nothing else.
 */
export async function openRunLedger(options: RunLedgerOptions): Promise<RunLedger> {
  const course = (await readCourseFile(options.course)).value.id;
  const served = await servedLedger(options, course);
  const store = served ?? (await openPrivate(options.privateFile));
  return {
    store,
    course,
    isPrivate: served === undefined,
    [Symbol.dispose]: () => {
      store[Symbol.dispose]();
    },
  };
}

const now = (): Date => new Date();

async function openPrivate(file: string): Promise<Store> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  return openForWriting(file, { now });
}

async function servedLedger(options: RunLedgerOptions, course: string): Promise<Store | undefined> {
  const file = await ledgerFile(options);
  if (!existsSync(file)) return undefined;
  {
    using free = tryDispatch({ file });
    if (free !== undefined) return undefined;
  }
  if (options.mayGrade && !(await hasWorkers(options))) return undefined;
  const store = openForWriting(file, { now });
  if (readCourses(store).includes(course)) return store;
  store[Symbol.dispose]();
  return undefined;
}

async function hasWorkers({ state, loaded }: RunLedgerOptions): Promise<boolean> {
  await using redis = await openQueueRedis(state, process.env);
  return (await countWorkers(redis, lanesOf(loaded.assignment))) > 0;
}
