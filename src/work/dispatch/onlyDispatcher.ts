import { takeLock, tryLock } from '../../base/fileLock.js';
import type { Store } from '../../db/store.js';

const lockFile = ({ file }: Pick<Store, 'file'>): string => `${file}.dispatcher`;

/**
 * The right to dispatch a ledger's rows, until it is disposed of: two dispatchers would put each other's jobs back.
 *
 * @returns `undefined` where another process has it, which then dispatches whatever is admitted.
 */
export function tryDispatch(store: Pick<Store, 'file'>): Disposable | undefined {
  return tryLock(lockFile(store), 'alone');
}

/** The same for a server, which waits for it. @throws {PlatformError} where another process has it for 30 s. */
export function takeDispatch(store: Pick<Store, 'file'>): Promise<AsyncDisposable> {
  return takeLock(lockFile(store));
}
