import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { openNotebook } from '../../intake/openNotebook.js';
import { executedNotebookSchema } from '../../results/executedNotebook.js';
import { plainText, shorten } from '../../results/plainText.js';
import type { ReaderJobs, ShownCell } from './jobs.js';

const MOST_CELLS = 400;
const MAX_SOURCE_CHARS = 20_000;
const MAX_OUTPUT_CHARS = 8_000;
/** Of a whole notebook: a page that shows more helps nobody. */
const MAX_ALL_CHARS = 400_000;

const cellSchema = z.object({
  cell_type: z.enum(['code', 'markdown', 'raw']),
  source: z.string(),
  outputs: z
    .array(
      z.object({
        text: z.string().optional(),
        traceback: z.array(z.string()).optional(),
        data: z.object({ 'text/plain': z.string().optional() }).optional(),
      }),
    )
    .default([]),
});

/** A notebook as text, for a page of staff's: with what it printed where it was executed, else as it was handed in. */
export async function readShown({
  file,
  isExecuted,
}: ReaderJobs['shown']['ask']): Promise<ReaderJobs['shown']['answer']> {
  const all = isExecuted ? await executedCells(file) : await handedInCells(file);
  const cells: ShownCell[] = [];
  let room = MAX_ALL_CHARS;
  let number = 0;
  for (const { kind, source, output } of all.slice(0, MOST_CELLS)) {
    if (kind === 'code') number++;
    const shown = { source: bounded(source, MAX_SOURCE_CHARS), output: bounded(output, MAX_OUTPUT_CHARS) };
    room -= shown.source.length + shown.output.length;
    if (room < 0) break;
    cells.push({ kind, ...(kind === 'code' ? { number } : {}), ...shown });
  }
  return { cells, leftOut: all.length - cells.length };
}

interface Cell {
  readonly kind: ShownCell['kind'];
  readonly source: string;
  readonly output: string;
}

async function executedCells(file: string): Promise<Cell[]> {
  const { cells } = executedNotebookSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  return cells.map((cell) => {
    const { cell_type: kind, source, outputs } = cellSchema.parse(cell);
    const texts = outputs.map(
      ({ text, traceback, data }) => text ?? traceback?.join('\n') ?? data?.['text/plain'] ?? '',
    );
    return { kind, source, output: texts.filter((text) => text !== '').join('\n') };
  });
}

async function handedInCells(file: string): Promise<Cell[]> {
  const { cells } = await openNotebook(file);
  return cells.map(({ kind, source }) => ({ kind, source, output: '' }));
}

function bounded(text: string, most: number): string {
  return shorten(plainText(text), most);
}
