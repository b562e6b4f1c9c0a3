import { basename, join, resolve } from 'node:path';
import { chooseItems, type Chosen } from '../../batch/choose.js';
import type { BatchRow } from '../../batch/gradeTables.js';
import type { BatchItem } from '../../batch/items.js';
import { readLedgerSource, type Pick } from '../../batch/ledgerSource.js';
import { openRun } from '../../batch/openRun.js';
import { readSource } from '../../batch/readSource.js';
import { runFolder } from '../../batch/runFolder.js';
import { graderVersion } from '../../course/graderVersion.js';
import { blobsOfVersion } from '../../course/frozen.js';
import { freeze } from '../../course/freeze.js';
import type { LoadedAssignment } from '../../course/load.js';
import { blobFolder } from '../../machine/blobFolder.js';
import type { BlobStore } from '../../machine/blobStore.js';
import { holdBlobs } from '../../machine/heldBlobs.js';
import { sweepDrafts } from '../../machine/sweepDrafts.js';
import { EXIT, UsageError, type ExitCode } from '../exitCodes.js';
import { ledgerOf, openReader, type LedgerOptions } from '../late/options.js';
import { stateDir, thisGrader } from '../setting.js';
import { gradeItems } from './gradeItems.js';
import { readRows } from './savedRun.js';
import { classExit, summaryLines } from './summary.js';
import { writeReports } from './writeReports.js';

export interface BatchRunOptions extends Omit<LedgerOptions, 'json'> {
  readonly course: string;
  readonly students?: string | undefined;
  readonly pick: Pick;
  readonly out?: string | undefined;
  readonly only?: readonly string[] | undefined;
  readonly failed?: true | undefined;
  readonly check?: readonly string[] | undefined;
  readonly limit?: number | undefined;
  readonly workers?: number | undefined;
  readonly gpus?: string | undefined;
}

/** `assay batch run`: grades a class, or goes on where the same command was interrupted. */
export async function batchRunCommand(
  assignmentId: string,
  sourcePath: string | undefined,
  options: BatchRunOptions,
): Promise<ExitCode> {
  if ((sourcePath === undefined) === (options.students === undefined)) {
    throw new UsageError('Name a source (an export or a folder of notebooks), or students with --students.');
  }
  const state = await stateDir(process.env);
  const blobs = blobFolder(join(state, 'blobs'));
  const loaded = await freeze(blobs, options.course, assignmentId);
  const source = sourcePath === undefined ? `ledger: ${options.students ?? ''}, ${options.pick}` : resolve(sourcePath);
  const folder = runFolder(resolve(options.out ?? defaultFolder(assignmentId, sourcePath)));
  const grader = await thisGrader();
  await sweepDrafts(folder.path, Date.now());
  const run = await openRun({
    folder,
    loaded,
    graderVersion: graderVersion(grader, loaded.digest),
    checks: options.check ?? null,
    source,
    now: new Date(),
    read: () => readItems(sourcePath, loaded, blobs, options),
  });
  const digests = [...(await blobsOfVersion(blobs, loaded.digest)), ...digestsOf(run.items)];
  await holdBlobs(state, run.id, { file: join(folder.path, 'run.json'), digests });
  const chosen = choose(await readRows(folder, run), options);
  const isWhole = await gradeItems({ run, folder, loaded, blobs, state, items: chosen.items, ...options });
  const rows = await readRows(folder, run);
  await writeReports({ folder, run, assignment: loaded.assignment, rows, others: [] });
  process.stdout.write(`${summaryLines(folder, run, rows).join('\n')}\n`);
  return isWhole ? classExit(rows) : EXIT.interrupted;
}

/** Of their notebooks: as long as the folder is there, the run can go on. */
function digestsOf(items: readonly BatchItem[]): string[] {
  return items.flatMap(({ notebook }) => notebook?.blob ?? []);
}

function defaultFolder(assignment: string, sourcePath: string | undefined): string {
  const name = sourcePath === undefined ? 'ledger' : basename(sourcePath).replace(/\.zip$/iu, '');
  return join('out', 'batch', `${assignment}-${name}`);
}

async function readItems(
  sourcePath: string | undefined,
  loaded: LoadedAssignment,
  blobs: BlobStore,
  options: BatchRunOptions,
): Promise<readonly BatchItem[]> {
  const { id, notebook: named } = loaded.assignment;
  if (sourcePath !== undefined) {
    const { items, refused } = await readSource(sourcePath, { assignment: id, named, blobs });
    for (const entry of refused) process.stderr.write(`Left out: ${entry}\n`);
    return items;
  }
  using store = await openReader(options);
  const text = options.students ?? '';
  const list = text === 'all' ? [] : text.split(',').map((word) => word.trim());
  const { items, unknown } = readLedgerSource(ledgerOf(store, options), {
    assignment: id,
    words: list,
    pick: options.pick,
  });
  if (unknown.length > 0) throw new UsageError(`Not one student of the roster each: ${unknown.join(', ')}.`);
  if (items.length === 0) throw new UsageError(`None of them has handed in ${id}.`);
  return items;
}

function choose(rows: readonly BatchRow[], options: BatchRunOptions): Chosen {
  const { only = [], failed = false, limit } = options;
  const chosen = chooseItems(rows, { only, failed, limit });
  if (chosen.unknown.length > 0) throw new UsageError(`Nobody in this batch: ${chosen.unknown.join(', ')}.`);
  return chosen;
}
