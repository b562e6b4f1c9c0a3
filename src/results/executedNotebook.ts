import { z } from 'zod';
import type { Notebook, NotebookCell } from '../intake/notebook.js';
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

/**
 * The notebook with the outputs of this run, by cell index (absent: the cell did not run). Sources are the student's;
 * outputs hold text and PNG images alone, so that whoever opens the file runs nothing of the student's.
 */
export function toExecutedNotebook(
  notebook: Notebook,
  outputs: ReadonlyMap<number, { readonly list: readonly CellOutput[] } | undefined>,
): ExecutedNotebook {
  let count = 0;
  const cells = notebook.cells.map((cell) => {
    if (cell.kind !== 'code') return baseCell(cell);
    const ran = outputs.get(cell.index);
    const executionCount = ran ? ++count : null;
    const shown = ran ? ran.list.map((output) => outputJson(output, executionCount)) : [];
    return { ...baseCell(cell), execution_count: executionCount, outputs: shown };
  });
  const metadata = {
    kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' },
    language_info: { name: 'python' },
  };
  return { nbformat: 4, nbformat_minor: 5, metadata, cells };
}

/** The notebook as the bytes of its file, as Jupyter lays it out. */
export function serialiseNotebook(notebook: ExecutedNotebook): string {
  return `${JSON.stringify(notebook, null, 1)}\n`;
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
    const buffer = Buffer.from(bytes);
    if (mime === 'text/plain') return [[mime, colouredText(buffer.toString('utf8'))]];
    return mime === 'image/png' ? [[mime, buffer.toString('base64')]] : [];
  });
  return Object.fromEntries(entries);
}
