import { randomBytes } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes `results.json` and the executed notebook into `folder`, each whole or not at all. */
export async function writeResults(folder: string, results: string, executed: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeWhole(join(folder, 'results.json'), results);
  await writeWhole(join(folder, 'executed.ipynb'), executed);
}

async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, text, { flush: true });
  await rename(draft, file);
}
