import { basename } from 'node:path';
import { admitItems, queueLost } from '../batch/admitItems.js';
import { endOf } from '../batch/ends.js';
import { followRun } from '../batch/follow.js';
import type { BatchItem } from '../batch/items.js';
import type { Store } from '../db/store.js';
import type { Grade } from '../grade/grade.js';
import { IntakeError } from '../intake/intakeError.js';
import { readNotebookFile } from '../intake/openNotebook.js';
import { readNotebook } from '../intake/readNotebook.js';
import { submissionId } from '../queue/job.js';
import { serialiseResults } from '../results/serialise.js';
import { toResults } from '../results/toResults.js';
import type { Work } from '../work/rows.js';
import { readWritten } from '../written/readWritten.js';
import { EXIT } from './exitCodes.js';
import { killWorker } from './killWorker.js';
import type { Step } from './progressBoard.js';
import { openRoad, type RoadOptions } from './road.js';
import { writeResults } from './writeResults.js';

/** How one file of a class ended. */
export type ClassRow = { readonly name: string } & (
  | { readonly kind: 'graded'; readonly grade: Grade }
  | { readonly kind: 'badInput' | 'courseError' | 'platformFailure'; readonly message: string }
);

export interface ClassOptions extends Omit<RoadOptions, 'store' | 'isPrivate' | 'name' | 'onProgress'> {
  readonly ledger: { readonly store: Store; readonly course: string; readonly isPrivate: boolean };
  /** As `graderVersion` makes it. */
  readonly graderVersion: string;
  readonly files: readonly string[];
  /** Folder that gets one folder a file; nothing is written where absent. */
  readonly outDir?: string | undefined;
  readonly report: (name: string, step: Step) => void;
  /** Stops waiting: what was sent stays in the rows. */
  readonly signal: AbortSignal;
}

/** All files that are sent without a run's folder are of this run: sent again, they are the rows that are there. */
const RUN_ID = 'submit';

/**
 * Has files graded as rows of class `batch`, and waits for all of them. A file that is no notebook costs only itself.
 *
 * @returns one row a file, in the order given; undefined where it stopped waiting.
 */
export async function submitClass(options: ClassOptions): Promise<ClassRow[] | undefined> {
  const { ledger, loaded, graderVersion, files, blobs, report, signal } = options;
  const { store, isPrivate } = ledger;
  const ends = new Map<string, ClassRow>();
  const read = await Promise.all(files.map((file) => readItem(options, file)));
  for (const row of read) if ('kind' in row) ends.set(row.name, row);
  const run = { id: RUN_ID, assignmentDigest: loaded.digest, graderVersion, checks: null };
  const terms = { run, course: ledger.course, assignment: loaded.assignment };
  const items = read.filter((row): row is BatchItem => !('kind' in row));
  const rows = admitItems(store, terms, items);
  await queueLost(store, rows.keys(), blobs);
  const reportRow = (id: string, step: Step): void => {
    const name = rows.get(id)?.key;
    if (name !== undefined) report(name, step);
  };
  await using road = await openRoad({
    ...options,
    store,
    isPrivate,
    name: RUN_ID,
    onProgress: ({ id }, step) => {
      reportRow(id, step);
    },
  });
  for (const id of rows.keys()) reportRow(id, { phase: 'queued' });
  await followRun({
    ...{ store, run, rows: rows.keys(), signal, onLook: () => road.look() },
    onEnd: async (work) => {
      const item = rows.get(work.id);
      if (item !== undefined) ends.set(item.key, await rowOf(options, item, work));
    },
  });
  if (!signal.aborted) return files.flatMap((file) => ends.get(nameOf(file)) ?? []);
  const worker = road.worker();
  if (worker !== undefined) await killWorker(worker, EXIT.interrupted, (text) => process.stderr.write(`${text}\n`));
  return undefined;
}

const nameOf = (file: string): string => basename(file, '.ipynb');

async function readItem({ loaded, blobs }: ClassOptions, file: string): Promise<BatchItem | ClassRow> {
  const name = nameOf(file);
  try {
    const bytes = await readNotebookFile(file);
    const { digest } = readNotebook(bytes, basename(file));
    const notebook = { path: basename(file), blob: await blobs.put(bytes), digest };
    const id = submissionId(loaded.assignment.id, name, digest);
    return { key: name, submissionId: id, people: [], createdAt: null, notebook, problem: null, note: null };
  } catch (error) {
    if (error instanceof IntakeError) return { name, kind: 'badInput', message: error.message };
    throw error;
  }
}

async function rowOf({ loaded, blobs, outDir }: ClassOptions, item: BatchItem, work: Work): Promise<ClassRow> {
  const [name, end] = [item.key, endOf(work)];
  if (end.kind !== 'graded') return { name, kind: end.kind, message: end.message };
  if (outDir !== undefined && item.notebook !== null && work.executed !== null) {
    const results = serialiseResults(toResults(end.grade, loaded.assignment));
    const executed = (await blobs.get(work.executed)).toString('utf8');
    const written = await readWritten(loaded, await blobs.get(item.notebook.blob), item.notebook.path);
    await writeResults(`${outDir}/${name}`, { results, executed, written });
  }
  return { name, kind: 'graded', grade: end.grade };
}
