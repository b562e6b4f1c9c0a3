import { all, type Store } from '../db/store.js';

/**
 * The digests beginning with two hex digits that the ledger refers to: notebooks of rows, but those of feedback that
 * ended before `feedbackBefore`, written answers of submissions, and contents of submissions, which their events name.
 */
export function readReferences(store: Store, prefix: string, feedbackBefore: Date): Set<string> {
  const end = `${prefix}g`;
  const rows = store.query
    .selectFrom('work')
    .select('notebook')
    .where('notebook', '>=', prefix)
    .where('notebook', '<', end)
    .where((row) =>
      row.or([
        row('workClass', '!=', 'feedback'),
        row('state', 'in', ['queued', 'dispatched']),
        row('changedAt', '>=', feedbackBefore.toISOString()),
      ]),
    );
  const written = store.query
    .selectFrom('work')
    .select('written')
    .where('written', '>=', prefix)
    .where('written', '<', end);
  const contents = store.query
    .selectFrom('submissions')
    .select('contentHash')
    .where('contentHash', '>=', prefix)
    .where('contentHash', '<', end);
  return new Set([
    ...all(store, rows).flatMap(({ notebook }) => notebook ?? []),
    ...all(store, written).flatMap((row) => row.written ?? []),
    ...all(store, contents).flatMap(({ contentHash }) => contentHash ?? []),
  ]);
}
