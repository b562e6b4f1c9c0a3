import { stat } from 'node:fs/promises';
import { findNotebook, type SubmittedFile } from '../intake/findNotebook.js';
import { openFolder } from '../intake/folderFiles.js';
import { isExport, openExport, type ExportedSubmission } from '../intake/gradescopeExport.js';
import { IntakeError } from '../intake/intakeError.js';
import { submissionId } from '../queue/job.js';
import type { BlobStore } from '../machine/blobStore.js';
import { itemKey } from './itemKey.js';
import type { BatchItem } from './items.js';

export interface ReadOptions {
  readonly assignment: string;
  /** The file name that the assignment asks for. */
  readonly named?: string | undefined;
  readonly blobs: BlobStore;
  readonly onRead?: (done: number, total: number) => void;
}

/** What a source holds: the submissions in the order of their keys, and what was left out of it. */
export interface ReadSource {
  readonly items: readonly BatchItem[];
  readonly refused: readonly string[];
}

/**
 * Reads a Gradescope submissions export (zip or folder) or a folder of notebooks, one file a submission. A submission
 * that has no readable notebook is an item with a problem: it costs only itself.
 *
 * @throws {IntakeError} where `path` is neither.
 */
export async function readSource(path: string, options: ReadOptions): Promise<ReadSource> {
  const found = await stat(path).catch(() => {
    throw new IntakeError('absent', `There is no ${path}.`, 'Course staff: check the name.');
  });
  if (!found.isDirectory()) return readExport(path, false, options);
  using folder = await openFolder(path, () => undefined);
  return isExport(folder.files)
    ? await readExport(path, true, options)
    : await readNotebooks(path, folder.files, options);
}

async function readExport(path: string, isFolder: boolean, options: ReadOptions): Promise<ReadSource> {
  using source = await openExport(path, isFolder);
  const submissions = [...source.submissions].sort((a, b) => compareKeys(a.submissionId, b.submissionId));
  const items: BatchItem[] = [];
  for (const submission of submissions) {
    items.push(await readOne(exportedItem(submission), submission.files, options));
    options.onRead?.(items.length, submissions.length);
  }
  return { items, refused: source.refused };
}

type Unread = Omit<BatchItem, 'notebook' | 'problem'>;

function exportedItem({ submissionId: id, submitters, createdAt, newerId }: ExportedSubmission): Unread {
  const note =
    newerId === null
      ? null
      : `Submission ${newerId} is newer and not active; an export holds the files of active ones only.`;
  return { key: itemKey(id), submissionId: id, people: [...submitters], createdAt, note };
}

async function readNotebooks(path: string, files: readonly SubmittedFile[], options: ReadOptions): Promise<ReadSource> {
  const notebooks = files.filter((file) => /^[^/]+\.ipynb$/iu.test(file.path) && !file.path.startsWith('.'));
  if (notebooks.length === 0) {
    throw new IntakeError(
      'noNotebook',
      `${path} is no Gradescope submissions export, and no .ipynb file lies in it.`,
      'Course staff: name another folder.',
    );
  }
  const items: BatchItem[] = [];
  for (const file of notebooks) {
    const name = file.path.replace(/\.ipynb$/iu, '');
    const unread = { key: itemKey(name), submissionId: name, people: [], createdAt: null, note: null };
    const item = await readOne(unread, [file], options);
    // Without a platform's id, the same work under the same name is the same submission.
    const { notebook } = item;
    items.push(
      notebook === null ? item : { ...item, submissionId: submissionId(options.assignment, name, notebook.digest) },
    );
    options.onRead?.(items.length, notebooks.length);
  }
  return { items, refused: [] };
}

async function readOne(item: Unread, files: readonly SubmittedFile[], options: ReadOptions): Promise<BatchItem> {
  try {
    const { notebook, bytes, path } = await findNotebook(files, { named: options.named });
    const blob = await options.blobs.put(bytes);
    return { ...item, notebook: { path, blob, digest: notebook.digest }, problem: null };
  } catch (error) {
    if (!(error instanceof IntakeError)) throw error;
    return { ...item, notebook: null, problem: error.message };
  }
}

/** 9 before 10. */
function compareKeys(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}
