import { resolve } from 'node:path';
import type { BatchRow } from '../../batch/gradeTables.js';
import { runFolder, type RunFolder, type RunRecord } from '../../batch/runFolder.js';
import { UsageError } from '../exitCodes.js';

/** A run as it lies in its folder. */
export interface SavedRun {
  readonly folder: RunFolder;
  readonly run: RunRecord;
  readonly rows: readonly BatchRow[];
}

/** @throws {UsageError} where the folder holds no run. */
export async function savedRun(path: string): Promise<SavedRun> {
  const folder = runFolder(resolve(path));
  const run = await folder.readRun();
  if (run === undefined) {
    throw new UsageError(`${path} holds no run of a batch. Name the folder that \`assay batch run\` printed.`);
  }
  return { folder, run, rows: await readRows(folder, run) };
}

/** Every item of a run and how it stands, in the run's order. */
export async function readRows(folder: RunFolder, { items }: RunRecord): Promise<BatchRow[]> {
  return Promise.all(items.map(async (item) => [item, await folder.endOf(item)] as const));
}
