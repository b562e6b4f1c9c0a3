import { z } from 'zod';
import type { Notebook, NotebookCell } from '../intake/notebook.js';
import { MAX_BLOB_BYTES } from '../machine/blobStore.js';
import type { CellOutput, OutputData } from './cellOutput.js';
import { clip, colouredText, plainText } from './plainText.js';

/** A notebook as a file, as this project writes it: nbformat 4.5. */
export const executedNotebookSchema = z.object({
  nbformat: z.literal(4),
  nbformat_minor: z.literal(5),
  metadata: z.record(z.string(), z.unknown()),
  cells: z.array(z.record(z.string(), z.unknown())),
});
export type ExecutedNotebook = z.infer<typeof executedNotebookSchema>;

/** In the place of outputs that a file has no room for; each cell has room for this. */
const LEFT_OUT: CellOutput = {
  kind: 'stream',
  name: 'stderr',
  text: `\n[output left out: an executed notebook has at most ${MAX_BLOB_BYTES / 1_000_000} MB]\n`,
};
const LEFT_OUT_BYTES = 300;
const CELL_INDENT = '  ';

/**
 * The notebook with the outputs of this run, by cell index (absent: the cell did not run). Sources are the student's;
 * outputs hold text and PNG images alone, so that whoever opens the file runs nothing of the student's.
 *
 * Its file is never larger than a blob may be: where outputs would make it so, those of the later cells are left out.
 */
export function toExecutedNotebook(
  notebook: Notebook,
  outputs: ReadonlyMap<number, { readonly list: readonly CellOutput[] } | undefined>,
): ExecutedNotebook {
  let count = 0;
  const bare = notebook.cells.map(baseCell);
  let roomBytes = MAX_BLOB_BYTES - bare.reduce((sum, cell) => sum + bytesOf(cell) + LEFT_OUT_BYTES, LEFT_OUT_BYTES);
  const cells = notebook.cells.map((cell, position) => {
    const base = bare[position] ?? {};
    if (cell.kind !== 'code') return base;
    const ran = outputs.get(cell.index);
    const executionCount = ran ? ++count : null;
    const all = ran ? ran.list.map((output) => outputJson(output, executionCount)) : [];
    const bytes = bytesOf(all);
    const fits = bytes <= roomBytes;
    if (fits) roomBytes -= bytes;
    const shown = fits ? all : [outputJson(LEFT_OUT, executionCount)];
    return { ...base, execution_count: executionCount, outputs: shown };
  });
  const metadata = {
    kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' },
    language_info: { name: 'python' },
  };
  return { nbformat: 4, nbformat_minor: 5, metadata, cells };
}

/**
 * The notebook as the bytes of its file, as Jupyter lays it out. Cell by cell, for the text of a whole notebook is in
 * memory several times over what its file is.
 */
export function serialiseNotebook({ cells, ...rest }: ExecutedNotebook): Buffer {
  const [head = '', tail = ''] = JSON.stringify({ ...rest, cells: [0] }, null, 1).split(`\n${CELL_INDENT}0`);
  const parts = cells.map((cell, index) => Buffer.from(`${index === 0 ? '' : ','}\n${CELL_INDENT}${laidOut(cell)}`));
  return Buffer.concat([Buffer.from(head), ...parts, Buffer.from(`${tail}\n`)]);
}

function laidOut(cell: ExecutedNotebook['cells'][number]): string {
  return JSON.stringify(cell, null, 1).replaceAll('\n', `\n${CELL_INDENT}`);
}

/** What this takes at most of a file, within a cell. */
function bytesOf(value: object): number {
  const text = JSON.stringify(value, null, 1);
  const lines = text.split('\n').length;
  return Buffer.byteLength(text) + lines * 3;
}

function baseCell({ index, kind, source, tags }: NotebookCell): Record<string, unknown> {
  return {
    cell_type: kind,
    id: `cell-${index}`,
    metadata: tags.length > 0 ? { tags: tags.map(plainText) } : {},
    source,
  };
}

function outputJson(output: CellOutput, executionCount: number | null): Record<string, unknown> {
  switch (output.kind) {
    case 'stream':
      return { output_type: 'stream', name: output.name, text: colouredText(output.text) };
    case 'error': {
      const { ename, evalue, traceback } = output;
      const lines = colouredText(traceback).split('\n');
      return { output_type: 'error', ename: clip(plainText(ename), 200), evalue: plainText(evalue), traceback: lines };
    }
    case 'display':
      return { output_type: 'display_data', data: dataJson(output.data), metadata: {} };
    case 'result': {
      const data = dataJson(output.data);
      return { output_type: 'execute_result', data, metadata: {}, execution_count: executionCount };
    }
  }
}

function dataJson(data: readonly OutputData[]): Record<string, string> {
  const entries = data.flatMap(({ mime, bytes }): [string, string][] => {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (mime === 'text/plain') return [[mime, colouredText(buffer.toString('utf8'))]];
    return mime === 'image/png' ? [[mime, buffer.toString('base64')]] : [];
  });
  return Object.fromEntries(entries);
}
