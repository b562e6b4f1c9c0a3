import { createHash } from 'node:crypto';
import { z } from 'zod';
import { IntakeError } from './intakeError.js';
import { parseNotebookJson } from './notebookJson.js';
import { otherLanguage } from './language.js';
import type { Notebook, NotebookCell } from './notebook.js';

const MAX_CELLS = 2000;
const MAX_SOURCE_BYTES = 1024 * 1024;
const MAX_TAGS = 64;
const MAX_TAG_CHARS = 100;

const metadataSchema = z.object({
  kernelspec: z.object({ name: z.string().optional(), language: z.string().optional() }).optional().catch(undefined),
  language_info: z.object({ name: z.string().optional() }).optional().catch(undefined),
});

/** What is read of the file; the rest (outputs, ids, widgets, people's names) is left where it is. */
const fileSchema = z.object({
  nbformat: z.number(),
  metadata: metadataSchema.catch({}),
  cells: z.array(z.unknown()).optional(),
});

const cellSchema = z.object({
  cell_type: z.string(),
  source: z.union([z.string(), z.array(z.string()).transform((lines) => lines.join(''))]).default(''),
  metadata: z.object({ tags: z.array(z.string()).catch([]) }).catch({ tags: [] }),
});

/**
 * Reads a notebook (nbformat 4.x) as people's tools really write it: ids, outputs and counts may be missing, sources
 * may be one string or a list, a byte-order mark may stand in front. `name` is the file's, for messages.
 *
 * @throws IntakeError for everything that is not such a notebook or is beyond its bounds: 50 MB, 2 000 cells, 1 MiB of
 *   source per cell. It throws nothing else, whatever the bytes are.
 */
export function readNotebook(bytes: Uint8Array, name: string): Notebook {
  const file = fileSchema.safeParse(parseNotebookJson(bytes, name));
  if (!file.success) {
    throw new IntakeError('notANotebook', `${name} is JSON but not a notebook. Upload the .ipynb file itself.`);
  }
  const { nbformat, metadata, cells } = file.data;
  if (nbformat !== 4 || cells === undefined) throw wrongFormat(nbformat, name);
  const language = otherLanguage(metadata);
  if (language !== undefined) {
    const remedy =
      'Open it with a Python kernel (Runtime → Change runtime type in Colab), save it and upload it again.';
    throw new IntakeError('otherLanguage', `${name} is written for ${language}, not for Python. ${remedy}`);
  }
  if (cells.length > MAX_CELLS) {
    const remedy = 'Remove cells that the assignment does not need.';
    throw new IntakeError(
      'tooLarge',
      `${name} has ${cells.length} cells; at most ${MAX_CELLS} are accepted. ${remedy}`,
    );
  }
  const read = cells.map((cell, index) => readCell(cell, index, name));
  if (!read.some(({ kind, source }) => kind === 'code' && source.trim() !== '')) {
    throw new IntakeError('noCode', `${name} has no code. Check that you saved your work and chose the right file.`);
  }
  return { cells: read, digest: digestOf(read) };
}

function readCell(value: unknown, index: number, name: string): NotebookCell {
  const cell = cellSchema.safeParse(value);
  if (!cell.success) {
    const remedy = 'Open the notebook, delete or retype that cell, save it and upload it again.';
    throw new IntakeError('damagedCell', `Cell ${index + 1} of ${name} is damaged. ${remedy}`);
  }
  const { cell_type: type, metadata } = cell.data;
  // Python source is sent on as UTF-8, which has no lone surrogates.
  const source = cell.data.source.toWellFormed();
  if (Buffer.byteLength(source) > MAX_SOURCE_BYTES) {
    const remedy = 'Keep data in files or outputs instead of in the source.';
    throw new IntakeError('tooLarge', `Cell ${index + 1} of ${name} has more than 1 MiB of source. ${remedy}`);
  }
  const tags = metadata.tags.slice(0, MAX_TAGS).map((tag) => tag.slice(0, MAX_TAG_CHARS).toWellFormed());
  // A kind that only other tools know is text to Python.
  return { index, kind: type === 'code' || type === 'markdown' ? type : 'raw', source, tags };
}

function wrongFormat(nbformat: number, name: string): IntakeError {
  if (nbformat < 4) {
    const remedy = 'Open it in Jupyter or Colab, save it, which brings it up to date, and upload it again.';
    return new IntakeError('otherFormat', `${name} is saved in the old notebook format ${nbformat}. ${remedy}`);
  }
  if (nbformat > 4) {
    const remedy = 'Save it in format 4 (File → Download → .ipynb in Colab) and upload it again.';
    return new IntakeError('otherFormat', `${name} is saved in notebook format ${nbformat}, not 4. ${remedy}`);
  }
  return new IntakeError('notANotebook', `${name} has no list of cells. Save the notebook again and upload it.`);
}

function digestOf(cells: readonly NotebookCell[]): string {
  const content = JSON.stringify(cells.map(({ kind, source, tags }) => [kind, source, tags]));
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
