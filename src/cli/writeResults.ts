import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../base/writeWhole.js';
import { writtenText } from '../written/readWritten.js';
import type { WrittenDocument } from '../written/written.js';

/** What a graded submission leaves in its folder. */
export interface WrittenResults {
  readonly results: string;
  readonly executed?: string | undefined;
  /** Its answers to what people grade. */
  readonly written?: WrittenDocument | undefined;
}

/** Writes `results.json` and what else there is, `executed.ipynb` and `written.json`, each whole or not at all. */
export async function writeResults(folder: string, { results, executed, written }: WrittenResults): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeWhole(join(folder, 'results.json'), results);
  if (executed !== undefined) await writeWhole(join(folder, 'executed.ipynb'), executed);
  if (written !== undefined) await writeWhole(join(folder, 'written.json'), writtenText(written));
}
