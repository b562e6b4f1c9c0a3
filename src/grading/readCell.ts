import type { NotebookCell } from '../intake/notebook.js';
import type { CellOutput } from '../results/cellOutput.js';
import type { CellRecord } from './runNotebook.js';
import type { Answer } from './answer.js';

/** Which cell a check asks for. */
export interface CellQuery {
  readonly by?: unknown;
  readonly name?: unknown;
}

/**
 * Answers `nb.cell(…)` from the host's own record of the run: the source, what the cell printed, its images, its
 * status. The student's container is not asked.
 */
export function readCell(cells: readonly NotebookCell[], records: readonly CellRecord[], query: CellQuery): Answer {
  const cell = findCell(cells, query);
  if (!cell) {
    return { error: { kind: 'missing', text: `The notebook has no code cell with ${wanted(query)}.` } };
  }
  const record = records.find(({ grade }) => grade.index === cell.index);
  const blobs: Buffer[] = [];
  const blob = (tag: 'text' | 'bytes', bytes: Buffer): unknown => ({ t: tag, b: blobs.push(bytes) - 1 });
  const text = (value: string): unknown => blob('text', Buffer.from(value.toWellFormed(), 'utf8'));
  const shown = record?.outputs?.list ?? [];
  const rich = shown.flatMap((output) => (output.kind === 'display' || output.kind === 'result' ? output.data : []));
  const images = rich.filter(({ mime }) => mime === 'image/png').map(({ bytes }) => Buffer.from(bytes));
  const { status, error } = record?.grade ?? { status: 'notRun', error: undefined };
  const value = {
    t: 'dict',
    v: [
      ['source', text(cell.source)],
      ['text', text(shown.map(textOf).join(''))],
      ['images', { t: 'list', v: images.map((png) => blob('bytes', png)) }],
      ['status', status],
      ['error', error ? text(`${error.name}: ${error.text}`) : null],
    ],
  };
  return { value, blobs };
}

function textOf(output: CellOutput): string {
  if (output.kind === 'stream') return output.text;
  if (output.kind === 'error') return '';
  return output.data
    .filter(({ mime }) => mime === 'text/plain')
    .map(({ bytes }) => `${Buffer.from(bytes).toString('utf8')}\n`)
    .join('');
}

function findCell(cells: readonly NotebookCell[], { by, name }: CellQuery): NotebookCell | undefined {
  const code = cells.filter((cell) => cell.kind === 'code');
  if (by === 'tag') return code.find((cell) => typeof name === 'string' && cell.tags.includes(name));
  if (by === 'heading') return typeof name === 'string' ? findUnderHeading(cells, name) : undefined;
  if (by === 'index') return code[Number(typeof name === 'object' && name !== null && 'v' in name ? name.v : name)];
  return undefined;
}

/** The first code cell after a Markdown heading that contains `name`, in any case. */
function findUnderHeading(cells: readonly NotebookCell[], name: string): NotebookCell | undefined {
  const isHeading = (line: string): boolean =>
    /^#{1,6}\s/u.test(line) && line.toLowerCase().includes(name.toLowerCase());
  const heading = cells.findIndex((cell) => cell.kind === 'markdown' && cell.source.split('\n').some(isHeading));
  return heading === -1 ? undefined : cells.slice(heading).find((cell) => cell.kind === 'code');
}

function wanted({ by, name }: CellQuery): string {
  return `the ${typeof by === 'string' ? by : 'index'} ${typeof name === 'string' ? `“${name}”` : 'asked for'}`;
}
