import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from '../base/refusal.js';
import type { LoadedAssignment } from '../course/load.js';
import { IntakeError } from '../intake/intakeError.js';
import type { BlobStore } from '../machine/blobStore.js';
import type { Booklet } from '../written/print/booklet.js';
import { readWritten } from '../written/readWritten.js';
import type { WrittenDocument } from '../written/written.js';
import type { BatchItem } from './items.js';
import { readSource } from './readSource.js';
import { runFolder, type RunFolder } from './runFolder.js';

interface Asked {
  readonly loaded: LoadedAssignment;
  readonly blobs: BlobStore;
}

/** Submissions of which written answers can be printed, each read when its turn comes. */
export interface WrittenSource {
  readonly items: readonly BatchItem[];
  /** What was left out of the source, and why. */
  readonly refused: readonly string[];
  booklet(item: BatchItem): Promise<Booklet>;
}

/**
 * What a batch's run folder, a Gradescope export or a folder of notebooks holds.
 *
 * @throws {IntakeError} where `path` is none of them.
 * @throws {Refusal} where the run is one of another assignment.
 */
export async function writtenSource(path: string, asked: Asked): Promise<WrittenSource> {
  const isRun = await stat(join(path, 'run.json')).then(
    (found) => found.isFile(),
    () => false,
  );
  if (isRun) return ofRun(runFolder(path), asked);
  const { id, notebook } = asked.loaded.assignment;
  const { items, refused } = await readSource(path, { assignment: id, named: notebook, blobs: asked.blobs });
  return { items, refused, booklet: (item) => bookletOf(item, asked, undefined) };
}

async function ofRun(folder: RunFolder, asked: Asked): Promise<WrittenSource> {
  const run = await folder.readRun();
  const { id } = asked.loaded.assignment;
  if (run === undefined || run.assignment !== id) {
    const text = `${folder.path} is a run of ${run?.assignment ?? 'nothing'}, not of ${id}.`;
    throw new Refusal({ code: 'otherAssignment', text });
  }
  return {
    items: run.items,
    refused: [],
    booklet: async (item) => bookletOf(item, asked, await folder.readWritten(item)),
  };
}

async function bookletOf(
  { key, submissionId, people, notebook, problem }: BatchItem,
  { loaded, blobs }: Asked,
  kept: WrittenDocument | undefined,
): Promise<Booklet> {
  const booklet = { key, submissionId, authors: people, answers: [], problem };
  if (kept !== undefined) return { ...booklet, answers: kept.answers };
  if (notebook === null) return booklet;
  try {
    const written = await readWritten(loaded, await blobs.get(notebook.blob), notebook.path);
    return { ...booklet, answers: written?.answers ?? [] };
  } catch (error) {
    if (error instanceof IntakeError) return { ...booklet, problem: error.message };
    // A run whose notebooks were pruned.
    return { ...booklet, problem: 'Its notebook is no longer kept on this machine.' };
  }
}
