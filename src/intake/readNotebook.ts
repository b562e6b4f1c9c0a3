import { createHash } from 'node:crypto';
import { z } from 'zod';
import { IntakeError } from './intakeError.js';
import { notText, parseNotebookJson } from './notebookJson.js';
import { otherLanguage } from './language.js';
import type { Notebook, NotebookCell } from './notebook.js';

/** Of nbformat. */
const FORMAT = 4;
const MAX_CELLS = 2000;
const MAX_SOURCE_BYTES = 1024 * 1024;
const MAX_TAGS = 64;
const MAX_TAG_CHARS = 100;

/** What is read of the file; the rest (outputs, ids, widgets, people's names) is left where it is. */
const SHAPE = {
  nbformat: 'value',
  metadata: { kernelspec: { name: 'value', language: 'value' }, language_info: { name: 'value' } },
  cells: [
    {
      cell_type: 'value',
      source: 'value',
      execution_count: 'count',
      metadata: { tags: 'value', vscode: { languageId: 'value' } },
    },
  ],
} as const;

const textOrNothing = z.string().optional().catch(undefined);
const metadataSchema = z.object({
  kernelspec: z.object({ name: textOrNothing, language: textOrNothing }).optional(),
  language_info: z.object({ name: textOrNothing }).optional(),
});

const fileSchema = z.object({
  // Version 4 is the first one with a list of cells; who has one and says nothing has that.
  nbformat: z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{1,3}(\.\d{1,3})?$/u)
        .transform(Number),
    ])
    .transform(Math.trunc)
    .optional()
    .catch(undefined),
  metadata: metadataSchema.default({}),
  cells: z.array(z.unknown()).optional(),
});

const sourceSchema = z.union([z.string(), z.array(z.string()).transform((lines) => lines.join(''))]).nullish();

const cellSchema = z.object({
  cell_type: z.string(),
  source: z.unknown().optional(),
  execution_count: z.number().optional(),
  metadata: z
    .object({
      tags: z.array(z.string()).catch([]),
      vscode: z.object({ languageId: textOrNothing }).optional(),
    })
    .default({ tags: [] }),
});

/**
 * Reads a notebook (nbformat 4.x) as people's tools really write it: ids, outputs and counts may be missing or anything
 * at all, sources may be one string or a list, a byte-order mark may stand in front. `name` is the file's, for messages.
 *
 * @throws IntakeError for everything that is not such a notebook or is beyond its bounds: 50 MB, 2 000 cells, 1 MiB of
 *   source per cell. It throws nothing else, whatever the bytes are.
 */
export function readNotebook(bytes: Uint8Array, name: string): Notebook {
  const { value, isPatched } = parseNotebookJson(bytes, name, SHAPE);
  const file = fileSchema.safeParse(value);
  if (!file.success || (file.data.nbformat === undefined && file.data.cells === undefined)) {
    throw new IntakeError('notANotebook', `${name} is JSON but not a notebook.`, 'Upload the .ipynb file itself.');
  }
  const { nbformat = FORMAT, metadata, cells } = file.data;
  if (nbformat !== FORMAT || cells === undefined) throw wrongFormat(nbformat, name);
  if (cells.length > MAX_CELLS) {
    const remedy = 'Remove cells that the assignment does not need.';
    throw new IntakeError('tooLarge', `${name} has ${cells.length} cells; at most ${MAX_CELLS} are accepted.`, remedy);
  }
  const read = cells.map((cell, index) => readCell(cell, index, name));
  requirePython(metadata, read, name);
  const patched = read.find(({ cell }) => isPatched && isCode(cell) && cell.source.includes('\ufffd'));
  if (patched !== undefined) throw notText(`Cell ${patched.cell.index + 1} of ${name}`);
  if (!read.some(({ cell }) => isCode(cell))) {
    throw new IntakeError('noCode', `${name} has no code.`, 'Check that you saved your work and chose the right file.');
  }
  const done = read.map(({ cell }) => cell);
  return { cells: done, digest: digestOf(done) };
}

interface ReadCell {
  readonly cell: NotebookCell;
  /** Its own, where an editor noted one. */
  readonly language: string | undefined;
}

function readCell(value: unknown, index: number, name: string): ReadCell {
  const parsed = cellSchema.safeParse(value);
  const parsedSource = sourceSchema.safeParse(parsed.data?.source);
  // Only code is run: what is odd in a text decides nothing.
  if (!parsed.success || (parsed.data.cell_type === 'code' && !parsedSource.success)) {
    const remedy = 'Open the notebook, delete or retype that cell, save it and upload it again.';
    throw new IntakeError('damagedCell', `Cell ${index + 1} of ${name} is damaged.`, remedy);
  }
  const { cell_type: type, metadata, execution_count: count } = parsed.data;
  // Python source is sent on as UTF-8, which has no lone surrogates.
  const source = (parsedSource.data ?? '').toWellFormed();
  if (Buffer.byteLength(source) > MAX_SOURCE_BYTES) {
    const remedy = 'Keep data in files or outputs instead of in the source.';
    throw new IntakeError('tooLarge', `Cell ${index + 1} of ${name} has more than 1 MiB of source.`, remedy);
  }
  const tags = metadata.tags.slice(0, MAX_TAGS).map((tag) => tag.slice(0, MAX_TAG_CHARS).toWellFormed());
  // A kind that only other tools know is text to Python.
  const kind = type === 'code' || type === 'markdown' ? type : 'raw';
  const cell: NotebookCell = { index, kind, source, tags, ...(count === undefined ? {} : { executionCount: count }) };
  return { cell, language: metadata.vscode?.languageId };
}

function isCode({ kind, source }: NotebookCell): boolean {
  return kind === 'code' && source.trim() !== '';
}

function requirePython(
  { kernelspec, language_info: info }: z.output<typeof metadataSchema>,
  cells: readonly ReadCell[],
  name: string,
): void {
  const language = otherLanguage({
    kernel: kernelspec?.name,
    kernelLanguage: kernelspec?.language,
    info: info?.name,
    cells: cells.filter(({ cell }) => isCode(cell)).map(({ language: own }) => own),
  });
  if (language === undefined) return;
  const remedy = 'Open it with a Python kernel (Runtime → Change runtime type in Colab), save it and upload it again.';
  throw new IntakeError('otherLanguage', `${name} is written for ${language}, not for Python.`, remedy);
}

function wrongFormat(nbformat: number, name: string): IntakeError {
  if (nbformat < FORMAT) {
    const remedy = 'Open it in Jupyter or Colab, save it, which brings it up to date, and upload it again.';
    return new IntakeError('otherFormat', `${name} is saved in the old notebook format ${nbformat}.`, remedy);
  }
  if (nbformat > FORMAT) {
    const remedy = 'Save it in format 4 (File → Download → .ipynb in Colab) and upload it again.';
    return new IntakeError('otherFormat', `${name} is saved in notebook format ${nbformat}, not 4.`, remedy);
  }
  return new IntakeError('notANotebook', `${name} has no list of cells.`, 'Save the notebook again and upload it.');
}

function digestOf(cells: readonly NotebookCell[]): string {
  // The JSON of all of them, which is never in memory as a whole.
  const hash = createHash('sha256').update('[');
  for (const { index, kind, source, tags } of cells) {
    hash.update(`${index === 0 ? '' : ','}${JSON.stringify([kind, source, tags])}`);
  }
  return `sha256:${hash.update(']').digest('hex')}`;
}
