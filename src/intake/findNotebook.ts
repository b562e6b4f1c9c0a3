import { posix } from 'node:path';
import { openArchive, STUDENT_ARCHIVE, type ArchiveLimits } from './archive.js';
import { foldedName } from './archiveNames.js';
import { IntakeError } from './intakeError.js';
import type { Notebook } from './notebook.js';
import { MAX_NOTEBOOK_BYTES, tooLarge } from './notebookJson.js';
import { readNotebook } from './readNotebook.js';

/** One of the files that a student handed in. */
export interface SubmittedFile {
  /** Relative, with `/`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** The whole content. */
  read(): Promise<Uint8Array>;
}

export interface FindOptions {
  /** The file name that the assignment asks for, which decides between several notebooks. */
  readonly named?: string | undefined;
  /** For archives among the files. */
  readonly limits?: ArchiveLimits;
}

/** The notebook that is to be graded, and where it was. */
export interface FoundNotebook {
  readonly notebook: Notebook;
  /** The file as it was handed in. */
  readonly bytes: Uint8Array;
  /** For people: `work.zip/hw4.ipynb` lies in an archive. */
  readonly path: string;
}

/** Larger files are neither notebooks nor searched. */
const MAX_ARCHIVE_BYTES = 100_000_000;
const MAX_NAMED = 10;

/** A file that is a notebook, or is meant to be one and is not. */
type Candidate = { readonly path: string } & (
  Omit<FoundNotebook, 'path'> | { readonly notebook: null; readonly error: IntakeError }
);

/**
 * Finds the notebook among what was handed in, by content; a name ending in `.ipynb` only says that a file is meant to
 * be one. Dotfiles, `.ipynb_checkpoints` and `__MACOSX` are passed over. Archives are looked into, one level deep,
 * where nothing outside is a notebook. Of several, copies of the same work are one; else the one that bears the name
 * that the assignment asks for is taken.
 *
 * @throws IntakeError where there is none, where several could be meant, or for what is wrong with the only one.
 */
export async function findNotebook(files: readonly SubmittedFile[], options: FindOptions): Promise<FoundNotebook> {
  const { candidates, archives } = await search(files);
  if (candidates.length > 0) return choose(candidates, options);
  const inside: Candidate[] = [];
  for (const { path, bytes } of archives) {
    using archive = await openArchive(bytes, { name: path, limits: options.limits ?? STUDENT_ARCHIVE });
    const found = await search(archive.files);
    inside.push(...found.candidates.map((candidate) => ({ ...candidate, path: `${path}/${candidate.path}` })));
  }
  if (inside.length > 0) return choose(inside, options);
  const names = listed(files.map(({ path }) => path));
  const among = files.length === 0 ? 'Nothing was handed in' : `There is no notebook in what was handed in (${names})`;
  throw new IntakeError('noNotebook', `${among}. Upload your notebook (the .ipynb file) itself.`);
}

async function search(files: readonly SubmittedFile[]): Promise<{
  candidates: Candidate[];
  archives: { path: string; bytes: Uint8Array }[];
}> {
  const candidates: Candidate[] = [];
  const archives: { path: string; bytes: Uint8Array }[] = [];
  for (const file of files) {
    const { path, size } = file;
    if (isPassedOver(path)) continue;
    const isMeant = /\.ipynb$/iu.test(path);
    if (isMeant && size > MAX_NOTEBOOK_BYTES) candidates.push({ path, notebook: null, error: tooLarge(path, size) });
    else if (size <= MAX_ARCHIVE_BYTES) {
      const bytes = await file.read();
      if (isMeant || looksLikeNotebook(bytes)) candidates.push(candidateOf(path, bytes));
      else if (isZip(bytes)) archives.push({ path, bytes });
    }
  }
  return { candidates, archives };
}

function isPassedOver(path: string): boolean {
  return path.split('/').some((segment) => segment === '__MACOSX' || segment.startsWith('.'));
}

function looksLikeNotebook(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return /^(?:\uFEFF)?\s*\{/u.test(text.toString('utf8', 0, 200)) && text.includes('"nbformat"');
}

function isZip(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 4)).toString('latin1') === 'PK\u0003\u0004';
}

function candidateOf(path: string, bytes: Uint8Array): Candidate {
  try {
    return { path, bytes, notebook: readNotebook(bytes, path) };
  } catch (error) {
    if (!(error instanceof IntakeError)) throw error;
    return { path, notebook: null, error: isErrorPage(bytes) ? notDelivered(path) : error };
  }
}

/** Gradescope's container fetches files from a store whose error pages it takes for the files. */
function isErrorPage(bytes: Uint8Array): boolean {
  return /^<\?xml[^>]*>\s*<Error>/u.test(Buffer.from(bytes.subarray(0, 200)).toString('latin1'));
}

function notDelivered(path: string): IntakeError {
  const remedy = 'Upload it again, or ask course staff to run the autograder again.';
  return new IntakeError('unreadable', `${path} did not arrive: Gradescope sent an error page in its place. ${remedy}`);
}

function choose(candidates: readonly Candidate[], { named }: FindOptions): FoundNotebook {
  const wanted = candidates.filter(({ path }) => isNamed(path, named));
  const meant = wanted.length > 0 ? wanted : candidates;
  const sound = meant.filter((candidate) => candidate.notebook !== null);
  const [first] = sound;
  if (first === undefined) throw faultOf(meant);
  if (new Set(sound.map(({ notebook }) => notebook.digest)).size === 1) return first;
  const names = listed(sound.map(({ path }) => path));
  const remedy = named === undefined ? 'Upload only the one to be graded.' : `Name the one to be graded ${named}.`;
  throw new IntakeError('severalNotebooks', `There are ${sound.length} notebooks: ${names}. ${remedy}`);
}

function faultOf(candidates: readonly Candidate[]): Error {
  const [first] = candidates;
  return first?.notebook === null ? first.error : new RangeError('no candidate, or the first is sound');
}

function isNamed(path: string, named: string | undefined): boolean {
  return named !== undefined && foldedName(posix.basename(path)) === foldedName(named);
}

function listed(paths: readonly string[]): string {
  const names = paths.slice(0, MAX_NAMED).map((path) => path.slice(0, 200));
  const more = paths.length - names.length;
  return [...names, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
