import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { executedNotebookSchema } from '../../results/executedNotebook.js';
import { findDefinition } from '../../results/definitions.js';
import { barePng } from '../../results/png.js';
import { folderBlobStore } from '../../machine/blobStore.js';
import type { ReaderJobs } from './jobs.js';

/** A page that shows more helps nobody. */
const MOST_PLOTS = 24;

const codeSchema = z.object({
  cell_type: z.literal('code'),
  source: z.string(),
  outputs: z.array(z.object({ data: z.object({ 'image/png': z.string().optional() }).optional() })),
});

/** Where an executed notebook defines names, and its pictures, each stored as a blob of its own. */
export async function readExecuted({ file, names, blobs }: ReaderJobs['executed']['ask']) {
  const { cells } = executedNotebookSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  const code = cells
    .flatMap((cell) => codeSchema.safeParse(cell).data ?? [])
    .map((cell, index) => ({ ...cell, number: index + 1 }));
  const definitions = Object.fromEntries(
    names.flatMap((name) => {
      const found = findDefinition(code, name);
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
  const store = folderBlobStore(blobs);
  const plots: { cell: number; blob: string }[] = [];
  for (const { number, outputs } of code) {
    for (const { data } of outputs) {
      const png = data?.['image/png'] === undefined ? undefined : barePng(Buffer.from(data['image/png'], 'base64'));
      if (png !== undefined && plots.length < MOST_PLOTS) plots.push({ cell: number, blob: await store.put(png) });
    }
  }
  return { definitions, plots };
}
