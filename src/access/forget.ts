import type { Ledger } from '../ledger/ledger.js';
import { run, write, type Store } from '../db/store.js';

const CREDENTIALS = ['sessions', 'feedbackTokens', 'signInLinks'] as const;

/** Ends all that lets a student in, and forgets whom a campus knows them as. The log of access has their key alone. */
export function forgetStudent({ store, course }: Ledger, student: string): void {
  const { query } = store;
  const accounts = query.selectFrom('accounts').select('accountId').where('course', '=', course);
  const ofStudent = accounts.where('student', '=', student);
  write(store, () => {
    for (const table of [...CREDENTIALS, 'identities'] as const)
      run(store, query.deleteFrom(table).where('accountId', 'in', ofStudent));
  });
}

/** Removes what has let nobody in since `before`. Returns how much. */
export function pruneAccess(store: Store, before: Date): number {
  const { query } = store;
  return write(store, () => {
    let removed = 0;
    for (const table of CREDENTIALS)
      removed += run(store, query.deleteFrom(table).where('endsAt', '<', before.toISOString()));
    return removed;
  });
}
