import type { Ledger } from './ledger.js';
import { all, first, run, type Store } from '../db/store.js';

/** By assignment: the version that grades what comes in now. Withdrawn ones are not among them. */
export function readCurrentVersions({ store, course }: Ledger): Map<string, string> {
  const query = store.query.selectFrom('versions').select(['assignment', 'digest']).where('course', '=', course);
  const newest = new Map(all(store, query.orderBy('seq')).map(({ assignment, digest }) => [assignment, digest]));
  return new Map([...newest].flatMap(([assignment, digest]) => (digest === null ? [] : [[assignment, digest]])));
}

/** The version that grades an assignment now; undefined where none was published, or it was withdrawn. */
export function readCurrentVersion({ store, course }: Ledger, assignment: string): string | undefined {
  const query = store.query.selectFrom('versions').select('digest').where('course', '=', course);
  return first(store, query.where('assignment', '=', assignment).orderBy('seq', 'desc').limit(1))?.digest ?? undefined;
}

/**
 * Publishes a version, or withdraws an assignment (`digest` null). To be called in a transaction.
 *
 * @returns whether that changed anything.
 */
export function recordVersion(
  store: Store,
  { course, assignment, digest }: { course: string; assignment: string; digest: string | null },
): boolean {
  if ((readCurrentVersion({ store, course }, assignment) ?? null) === digest) return false;
  const publishedAt = store.now().toISOString();
  run(store, store.query.insertInto('versions').values({ course, assignment, digest, publishedAt }));
  return true;
}

/** The digests of all versions that the ledger knows of, whatever the course: published ones, and those that rows name. */
export function readKnownVersions(store: Store): Set<string> {
  const published = store.query.selectFrom('versions').select('digest').where('digest', 'is not', null);
  const named = store.query.selectFrom('work').select('assignmentDigest').distinct();
  return new Set([
    ...all(store, published).flatMap(({ digest }) => digest ?? []),
    ...all(store, named).map(({ assignmentDigest }) => assignmentDigest),
  ]);
}
