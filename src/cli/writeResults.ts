import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../state/writeWhole.js';

/** Writes `results.json` and, where there is one, the executed notebook into `folder`, each whole or not at all. */
export async function writeResults(folder: string, results: string, executed?: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeWhole(join(folder, 'results.json'), results);
  if (executed !== undefined) await writeWhole(join(folder, 'executed.ipynb'), executed);
}
