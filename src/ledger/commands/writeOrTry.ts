import { write, type Store } from '../../db/store.js';

/** Ends a dry run: what it carries is the only thing that stays. */
class RolledBack extends Error {
  override readonly name = 'RolledBack';
}

/** Runs `work` as one write. In a dry run everything is done as in earnest, and nothing of it stays. */
export function writeOrTry<Result>(store: Store, dryRun: boolean, work: () => Result): Result {
  if (!dryRun) return write(store, work);
  let tried: { readonly result: Result } | undefined;
  try {
    write(store, () => {
      tried = { result: work() };
      throw new RolledBack('rolled back');
    });
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
  }
  return (tried as unknown as { readonly result: Result }).result;
}
