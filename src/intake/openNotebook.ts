import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { IntakeError } from './intakeError.js';
import type { Notebook } from './notebook.js';
import { MAX_NOTEBOOK_BYTES, tooLarge } from './notebookJson.js';
import { readNotebook } from './readNotebook.js';

/**
 * Reads the notebook in the file at `path`.
 *
 * @throws IntakeError where the file cannot be read (`readFileBounded`) or is not a notebook (`readNotebook`).
 */
export async function openNotebook(path: string): Promise<Notebook> {
  return readNotebook(await readNotebookFile(path), basename(path) || path);
}

/** The file's bytes as they are, for whoever sends them on; `openNotebook` without the parsing. */
export async function readNotebookFile(path: string): Promise<Uint8Array> {
  const name = basename(path);
  try {
    // Looked at before it is opened: opening a pipe would wait for whoever writes to it.
    const found = await stat(path);
    if (found.isDirectory()) {
      throw new IntakeError('folder', `${name} is a folder.`, 'Choose the .ipynb file inside it.');
    }
    if (!found.isFile()) throw new IntakeError('notAFile', `${name} is not a regular file.`, 'Choose an .ipynb file.');
    if (found.size > MAX_NOTEBOOK_BYTES) throw tooLarge(name, found.size);
    await using file = await open(path, 'r');
    return await readAtMost(file, MAX_NOTEBOOK_BYTES + 1);
  } catch (error) {
    if (error instanceof IntakeError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    if (code === 'ENOENT')
      throw new IntakeError('absent', `There is no file ${path}.`, 'Check the name and the folder.');
    throw new IntakeError('unreadable', `${name} cannot be read (${code}).`, 'Check its permissions, or save a copy.');
  }
}

/** The file may grow while it is read; the bound holds all the same. */
async function readAtMost(file: FileHandle, maxBytes: number): Promise<Buffer> {
  const { size } = await file.stat();
  const bytes = Buffer.alloc(Math.min(size + 1, maxBytes));
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length);
    length += bytesRead;
    if (bytesRead === 0 || length === bytes.length) return bytes.subarray(0, length);
  }
}
