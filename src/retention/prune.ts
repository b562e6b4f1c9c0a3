import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pruneAccess } from '../access/forget.js';
import { blobsOfVersion } from '../course/frozen.js';
import { blobFile, folderBlobStore } from '../machine/blobStore.js';
import { readHeldBlobs } from '../machine/heldBlobs.js';
import type { Store } from '../db/store.js';
import { readKnownVersions } from '../ledger/versions.js';
import { readOldFeedback, removeOldFeedback } from './feedback.js';
import { readPrefixes, readStoredFiles, removeStoredFile, type StoredFile } from './files.js';
import { readReferences } from './references.js';
import { daysBefore, type RetentionTerms } from './terms.js';

export interface PruneOptions {
  /** The server's own ledger: what another one refers to is not seen. */
  readonly store: Store;
  /** With the blobs in it. */
  readonly stateDir: string;
  readonly terms: RetentionTerms;
  readonly now: Date;
  /** Only says what would go. */
  readonly dryRun?: boolean;
  /** Aborted: what is under way is ended, and nothing more begun. */
  readonly signal?: AbortSignal;
}

export interface Removed {
  readonly kind: 'feedback' | StoredFile['kind'];
  /** Of the feedback, or the file's digest. */
  readonly id: string;
  readonly bytes: number;
}

/** A draft is written within a minute. */
const DRAFT_DAYS = 1;
const ENDED_ACCESS_DAYS = 30;

/**
 * Removes what is of no more use: feedback past its days, and files that neither the ledger nor a batch's folder refers
 * to. Submissions, their grades, their notebooks and the versions of assignments are never touched.
 *
 * In small steps, with turns of the event loop between them, so that a server may do it while it serves.
 *
 * @returns (yields) each thing that is gone, or would be.
 */
export async function* prune(options: PruneOptions): AsyncGenerator<Removed> {
  const { store, now, dryRun } = options;
  // Nobody misses a session that ended a month ago: no line for it.
  if (dryRun !== true) pruneAccess(store, daysBefore(now, ENDED_ACCESS_DAYS));
  yield* pruneFeedback(options);
  yield* pruneFiles(options);
}

async function* pruneFeedback({ store, terms, now, dryRun, signal }: PruneOptions): AsyncGenerator<Removed> {
  const before = daysBefore(now, terms.feedbackDays);
  if (dryRun === true) {
    for (const old of readOldFeedback(store, before)) yield { kind: 'feedback', ...old };
    return;
  }
  while (signal?.aborted !== true) {
    const gone = removeOldFeedback(store, before);
    if (gone.length === 0) return;
    for (const old of gone) yield { kind: 'feedback', ...old };
    await nextTurn();
  }
}

async function* pruneFiles(options: PruneOptions): AsyncGenerator<Removed> {
  const { store, stateDir, terms, now, signal } = options;
  const blobsDir = join(stateDir, 'blobs');
  const fileBefore = daysBefore(now, terms.fileDays);
  const before = { draft: daysBefore(now, DRAFT_DAYS), blob: fileBefore, mark: fileBefore };
  const feedbackBefore = daysBefore(now, terms.feedbackDays);
  const held = await readHeldBlobs(stateDir, fileBefore);
  const blobs = folderBlobStore(blobsDir);
  for (const version of readKnownVersions(store)) {
    for (const digest of await blobsOfVersion(blobs, version)) held.add(digest);
  }
  for (const prefix of await readPrefixes(blobsDir)) {
    const files = await readStoredFiles(blobsDir, prefix);
    const there = new Set(files.flatMap(({ kind, digest }) => (kind === 'blob' ? [digest] : [])));
    const referred = readReferences(store, prefix, feedbackBefore);
    const old = files.filter(({ kind, storedAt }) => storedAt < before[kind]);
    for (const file of old) {
      if (signal?.aborted === true) return;
      if (file.kind === 'mark' ? there.has(file.digest) : isReferred(file, referred, held)) continue;
      const isNeeded =
        file.kind === 'mark'
          ? () => existsSync(blobFile(blobsDir, file.digest))
          : () => readReferences(store, file.digest, feedbackBefore).has(file.digest);
      if (options.dryRun === true || (await removeStoredFile(file, isNeeded))) {
        if (file.kind === 'blob') there.delete(file.digest);
        yield { kind: file.kind, id: file.digest, bytes: file.bytes };
      }
    }
  }
}

function isReferred({ kind, digest }: StoredFile, referred: ReadonlySet<string>, held: ReadonlySet<string>): boolean {
  return kind === 'blob' && (referred.has(digest) || held.has(digest));
}
