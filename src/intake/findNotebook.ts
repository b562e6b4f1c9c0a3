import { openArchive, STUDENT_ARCHIVE, type ArchiveLimits } from './archive.js';
import { isLeftBehind } from './archiveNames.js';
import { Candidates, listed, type FoundNotebook } from './candidates.js';
import { IntakeError } from './intakeError.js';
import { binaryKind } from './mistaken.js';
import { MAX_NOTEBOOK_BYTES, tooLarge } from './notebookJson.js';

export type { FoundNotebook } from './candidates.js';

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
  /** For each archive among the files, and `maxTotalBytes` for all of them together. */
  readonly limits?: ArchiveLimits;
}

/** Larger files are neither notebooks nor searched. */
const MAX_ARCHIVE_BYTES = 100_000_000;
const MAX_ARCHIVES = 20;
const ZIP = 'a zip archive';

/**
 * Finds the notebook among what was handed in, by content; a name ending in `.ipynb` only says that a file is meant to
 * be one. What tools leave behind is passed over. Archives are looked into, one level deep, where nothing outside is a
 * notebook. In memory are, at most, one archive, one file of it, and the notebook that would be chosen.
 *
 * @throws IntakeError where there is none, where several could be meant, for what is wrong with the only one, or where
 *   the archives are beyond their bounds.
 */
export async function findNotebook(files: readonly SubmittedFile[], options: FindOptions): Promise<FoundNotebook> {
  const outside = new Candidates(options.named);
  const { archives, names } = await look(files, outside);
  if (!outside.isEmpty) return outside.choose();
  const inside = new Candidates(options.named);
  const namesInside = await lookInto(archives, inside, options.limits ?? STUDENT_ARCHIVE);
  if (!inside.isEmpty) return inside.choose();
  const all = listed(namesInside.length > 0 ? namesInside : names);
  const among = all === '' ? 'Nothing was handed in' : `There is no notebook in what was handed in (${all})`;
  throw new IntakeError('noNotebook', `${among}.`, 'Upload your notebook (the .ipynb file) itself.');
}

interface Seen {
  readonly archives: SubmittedFile[];
  /** Of what is no notebook, for people, with what it is where that shows. */
  readonly names: string[];
}

/** @param at what stands before the paths, for people. */
async function look(files: readonly SubmittedFile[], candidates: Candidates, at = ''): Promise<Seen> {
  const seen: Seen = { archives: [], names: [] };
  for (const file of files) {
    const path = `${at}${file.path}`;
    const isMeant = /\.ipynb$/iu.test(path);
    if (isLeftBehind(file.path)) seen.names.push(path);
    else if (isMeant && file.size > MAX_NOTEBOOK_BYTES) candidates.refuse(path, tooLarge(path, file.size));
    else if (file.size > MAX_ARCHIVE_BYTES) seen.names.push(path);
    else {
      const bytes = await file.read();
      if (isMeant || looksLikeNotebook(bytes)) candidates.add(path, bytes);
      else {
        const kind = binaryKind(bytes);
        if (kind === ZIP) seen.archives.push(file);
        seen.names.push(kind === undefined ? path : `${path}, ${kind}`);
      }
    }
  }
  return seen;
}

/** One after the other: all that is kept of them is what the candidates keep. Returns the names of what is no notebook. */
async function lookInto(
  archives: readonly SubmittedFile[],
  candidates: Candidates,
  limits: ArchiveLimits,
): Promise<string[]> {
  if (archives.length > MAX_ARCHIVES) throw tooMuch(`are more than ${MAX_ARCHIVES}`);
  const names: string[] = [];
  let unpackedBytes = 0;
  for (const file of archives) {
    using archive = await openArchive(await file.read(), { name: file.path, limits });
    unpackedBytes += archive.unpackedBytes;
    if (unpackedBytes > limits.maxTotalBytes) {
      throw tooMuch(`together unpack to more than ${Math.floor(limits.maxTotalBytes / 1_000_000)} MB`);
    }
    names.push(...(await look(archive.files, candidates, `${file.path}/`)).names);
  }
  return names;
}

function looksLikeNotebook(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return /^(?:\uFEFF)?\s*\{/u.test(text.toString('utf8', 0, 200)) && text.includes('"nbformat"');
}

function tooMuch(what: string): IntakeError {
  return new IntakeError(
    'archive',
    `The archives ${what}.`,
    'Upload the notebook itself (the .ipynb file), without them.',
  );
}
