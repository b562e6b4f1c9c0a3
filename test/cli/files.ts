import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { notebookFile, type TestCell } from '../support/notebook.js';

/** What the checks of the quick course want. */
export const SOLUTION = 'double = lambda x: 2 * x\nanswer = 42';

/** Writes a notebook of these cells below `folder` and returns its path. */
export async function writeNotebook(folder: string, name: string, cells: readonly TestCell[]): Promise<string> {
  const file = join(folder, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, notebookFile(cells));
  return file;
}
