import type { HttpBindings } from '@hono/node-server';
import type { Logger } from 'pino';
import type { Person } from '../access/person.js';
import type { BlobFolder } from '../machine/blobFolder.js';
import type { Store } from '../db/store.js';
import type { WorkLane } from '../db/tables.js';
import type { RunProgress } from '../work/progress.js';
import type { GpuBudget } from '../work/gpuBudget.js';
import type { BearerKey, BearerKeys } from '../machine/bearerKeys.js';
import type { Campus } from './auth/campus.js';
import type { DoorLimits } from './auth/doorLimits.js';
import type { PublicUrl } from './auth/publicUrl.js';
import type { HookCaller } from './hook/authenticateHook.js';
import type { FinalStates } from './finalStates.js';
import type { HookKeys } from '../machine/hookKeys.js';
import type { ServerLimits } from './limits.js';
import type { Metrics } from './metrics.js';
import type { Nonces } from './hook/nonces.js';
import type { Readers } from './reader/readers.js';
import type { UploadPlaces } from './uploadPlaces.js';
import type { ServedCourse } from './servedCourse.js';

/** Everything that requests are served with. */
export interface ServerDeps {
  readonly store: Store;
  readonly course: ServedCourse;
  readonly blobs: BlobFolder;
  /** Read what was handed in. */
  readonly readers: Readers;
  readonly hookKeys: HookKeys;
  readonly bearerKeys: BearerKeys;
  readonly nonces: Nonces;
  /** What feedback may use of GPUs; without limit where absent. */
  readonly gpuBudget?: GpuBudget | undefined;
  readonly finalStates: FinalStates;
  /** Where runs are that workers have begun. */
  readonly progress: RunProgress;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly limits: ServerLimits;
  readonly uploadPlaces: UploadPlaces;
  /** For uploads while they are received. */
  readonly spoolDir: string;
  readonly now: () => Date;
  /** Aborted once the server is to stop: whoever waits is answered. */
  readonly stopping: AbortSignal;
  /** To be called after work was admitted or forced: the dispatcher is told. */
  readonly onChanged: () => void;
  /** To be called after work was cancelled: the dispatcher ends a run that has begun. */
  readonly onCancelled: () => void;
  /** Has work wait in the ledger again that no worker has begun, so that it can be taken back or set aside; soon over. */
  readonly recall: (ids: readonly string[]) => Promise<void>;
  /** Whether a worker of this lane is connected, as far as the dispatcher knows. */
  readonly isServed: (lane: WorkLane) => boolean;
  /** What /readyz asks besides store and folder. */
  readonly pingRedis: () => Promise<unknown>;
  /** Known once the server listens. */
  readonly publicUrl: () => PublicUrl;
  /** Whether everybody may be anybody: for a demonstration on this machine. */
  readonly demoSignIn: boolean;
  readonly doorLimits: DoorLimits;
  /** Whether links to sign in can be mailed: a mail server and a public address are set. */
  readonly mailsLinks: boolean;
  /** Absent where no campus signs people in. */
  readonly campus: Campus | undefined;
}

/** What Hono's context carries. */
export interface AppEnv {
  Bindings: HttpBindings;
  Variables: {
    requestId: string;
    /** Of hook requests. */
    caller: HookCaller;
    /** Of staff's and workers' requests. */
    bearer: BearerKey;
    /** Who has signed in, or bears a token for feedback. */
    person: Person;
    /** How that is known. */
    credential: { readonly kind: 'session' | 'token'; readonly id: string };
    /** Whether people read the answer: refusals are pages then. */
    isPage: boolean;
    /** For the log: ids and words, never names, addresses or file names. */
    note: Record<string, string | number>;
  };
}
