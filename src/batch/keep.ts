import type { LoadedAssignment } from '../course/load.js';
import type { BlobStore } from '../machine/blobStore.js';
import { serialiseResults } from '../results/serialise.js';
import { toResults } from '../results/toResults.js';
import type { Work } from '../work/rows.js';
import { readWritten } from '../written/readWritten.js';
import { endOf } from './ends.js';
import type { BatchItem } from './items.js';
import type { ItemEnd, RunFolder } from './runFolder.js';

export interface KeepOptions {
  readonly folder: RunFolder;
  readonly loaded: LoadedAssignment;
  readonly blobs: BlobStore;
}

/** Writes how an item's row ended into the run's folder, with what goes beside a grade. */
export async function keepEnd(
  { folder, loaded, blobs }: KeepOptions,
  item: BatchItem,
  work: Work,
): Promise<Exclude<ItemEnd, { kind: 'open' }>> {
  const end = endOf(work);
  if (end.kind !== 'graded') {
    await folder.writeProblem(item, end);
    return end;
  }
  if (work.executed === null) throw new RangeError(`work ${work.id} has a grade and no executed notebook`);
  await folder.writeGrade(item, end.grade, {
    results: serialiseResults(toResults(end.grade, loaded.assignment)),
    executed: (await blobs.get(work.executed)).toString('utf8'),
    written: await writtenOf(item, loaded, blobs),
  });
  return end;
}

/** Its answers to what people grade: a worker looks at what is run alone. */
async function writtenOf({ notebook }: BatchItem, loaded: LoadedAssignment, blobs: BlobStore) {
  if (notebook === null || loaded.assignment.manual.length === 0) return undefined;
  return readWritten(loaded, await blobs.get(notebook.blob), notebook.path);
}
