import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DATA_LIMITS, type AssignmentData } from './data.js';

/** What is wrong with the data: where in the file, and a line that says so. */
interface DataBreach {
  readonly path: PropertyKey[];
  readonly text: string;
}

/** Names that say that students must not read the file. A student can read whatever lies in the folder. */
const HIDDEN_NAME = /(^|[^a-z])(solutions?|checks?|hidden|mutants?|references?|answers?)([^a-z]|$)/iu;
const IMPORTS_ASSAY = /(^|[\s"])(from|import) +assay\b/u;
const OTHERS_READ = 0o004;
const OTHERS_ENTER = 0o005;
const mib = (bytes: number): string => `${Math.ceil(bytes / 1024 ** 2)} MiB`;

/**
 * Whether the folder is what its index says: every file listed, every listed one there, a plain file that containers
 * can read and within bounds, and nothing that students must not see.
 */
export async function brokenData(assignmentDir: string, { folder, files }: AssignmentData): Promise<DataBreach[]> {
  const breaches: DataBreach[] = [...repeated(files)];
  const found = await entriesUnder(join(assignmentDir, folder), '');
  if (found === undefined) {
    const text = `data.folder: ${folder} is no folder beside assignment.yaml. Course staff: make it, without links.`;
    return [{ path: ['data', 'folder'], text }];
  }
  let totalBytes = 0;
  for (const [index, { path }] of files.entries()) {
    const refuse = (why: string): void => {
      breaches.push({ path: ['data', 'files', index, 'path'], text: `data.files[${index}]: ${path} ${why}` });
    };
    const entry = found.get(path);
    if (entry === undefined) refuse(`is not in ${folder}. Course staff: put it there, or take it off the list.`);
    else if (entry.kind !== 'file')
      refuse('is a link or no file. Course staff: put the file itself there instead of a link.');
    else if (entry.bytes > DATA_LIMITS.fileBytes)
      refuse(
        `has ${mib(entry.bytes)}; at most ${mib(DATA_LIMITS.fileBytes)} are taken. Course staff: take a part of it.`,
      );
    else {
      totalBytes += entry.bytes;
      if (!entry.isReadable) refuse('cannot be read in a container. Course staff: chmod -R o+rX the folder.');
      const hidden = await whyHidden(assignmentDir, folder, path, entry.bytes);
      if (hidden !== undefined) refuse(`${hidden} Course staff: students read all of ${folder}; take it out.`);
    }
  }
  if (totalBytes > DATA_LIMITS.totalBytes) {
    const text = `data.files: together ${mib(totalBytes)}; at most ${mib(DATA_LIMITS.totalBytes)} are taken. Course staff: take less.`;
    breaches.push({ path: ['data', 'files'], text });
  }
  const listed = new Set(files.map(({ path }) => path));
  for (const path of found.keys()) {
    if (listed.has(path)) continue;
    // Students would see it, and nobody has said that they may.
    const text = `data.folder: ${folder}/${path} is not among data.files. Course staff: list it, or take it out.`;
    breaches.push({ path: ['data', 'folder'], text });
  }
  return breaches;
}

/** The form in which two addresses are the same. The runner has the same one (`index.py`). */
function addressOf(url: string): string {
  return url
    .replace(/#.*$/u, '')
    .replace(/^http:/iu, 'https:')
    .replace(/\/$/u, '');
}

function repeated(files: AssignmentData['files']): DataBreach[] {
  const seen = new Map<string, number>();
  const breaches: DataBreach[] = [];
  const claim = (key: string, shown: string, file: number, field: PropertyKey[]): void => {
    const first = seen.get(key);
    seen.set(key, first ?? file);
    if (first === undefined) return;
    const whose = first === file ? 'twice' : `for data.files[${first}] as well`;
    const text = `data.files[${file}]: ${shown} stands ${whose}. Course staff: let it stand for one file, once.`;
    breaches.push({ path: ['data', 'files', file, ...field], text });
  };
  files.forEach(({ urls, names }, file) => {
    urls.forEach((url, at) => {
      claim(`url ${addressOf(url)}`, url, file, ['urls', at]);
    });
    names.forEach((name, at) => {
      claim(`name ${name}`, `the name ${name}`, file, ['names', at]);
    });
  });
  return breaches;
}

interface Entry {
  readonly kind: 'file' | 'other';
  readonly bytes: number;
  readonly isReadable: boolean;
}

/** All files below `root` by their relative path, dotfiles included; `undefined` where it is no folder. */
async function entriesUnder(root: string, folder: string): Promise<Map<string, Entry> | undefined> {
  const found = new Map<string, Entry>();
  const status = await lstat(join(root, folder)).catch(() => undefined);
  if (status?.isDirectory() !== true) return undefined;
  const isOpen = (status.mode & OTHERS_ENTER) === OTHERS_ENTER;
  for (const name of (await readdir(join(root, folder))).sort()) {
    const path = folder === '' ? name : `${folder}/${name}`;
    const { mode, size, ...entry } = await lstat(join(root, path)).then((stats) => ({
      mode: stats.mode,
      size: stats.size,
      isFile: stats.isFile(),
      isFolder: stats.isDirectory(),
    }));
    if (entry.isFolder) {
      for (const [below, value] of (await entriesUnder(root, path)) ?? []) {
        found.set(below, { ...value, isReadable: value.isReadable && isOpen });
      }
    } else {
      const isReadable = isOpen && (mode & OTHERS_READ) !== 0;
      found.set(path, { kind: entry.isFile ? 'file' : 'other', bytes: size, isReadable });
    }
  }
  return found;
}

/** Why students must not have this file, as the rest of a sentence; `undefined` where nothing says so. */
async function whyHidden(dir: string, folder: string, path: string, bytes: number): Promise<string | undefined> {
  if (HIDDEN_NAME.test(path.replace(/\.[^/]*$/u, ''))) return 'bears the name of something that students must not see.';
  if (!/\.(py|ipynb|ya?ml)$/iu.test(path)) return undefined;
  const text = await readFile(join(dir, folder, path));
  if (IMPORTS_ASSAY.test(text.toString('utf8'))) return 'imports assay, as checks do.';
  for (const name of await readdir(dir)) {
    const other = await lstat(join(dir, name));
    if (!other.isFile() || other.size !== bytes || name === 'starter.ipynb') continue;
    if (text.equals(await readFile(join(dir, name)))) return `is the same as ${name}.`;
  }
  return undefined;
}
