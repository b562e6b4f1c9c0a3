import { readNotebook } from '../../src/intake/readNotebook.js';
import type { Notebook } from '../../src/intake/notebook.js';

/** A cell of a test notebook: the source of a code cell, the text of a Markdown cell, or code with tags or a count. */
export type TestCell =
  | string
  | { readonly markdown: string }
  | { readonly source: string; readonly tags?: string[]; readonly count?: number };

/** The bytes of an `.ipynb` file with these cells. */
export function notebookFile(cells: readonly TestCell[]): Buffer {
  const metadata = { kernelspec: { name: 'python3', display_name: 'Python 3' } };
  return Buffer.from(JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells: cells.map(cellJson) }));
}

/**
 * A notebook with these cells, read as every submission is.
 *
 * @example
 * notebook(['x = 1', { markdown: '## Question 2' }, { source: 'print(x)', tags: ['plot'] }]);
 */
export function notebook(cells: readonly TestCell[]): Notebook {
  return readNotebook(notebookFile(cells), 'test.ipynb');
}

function cellJson(cell: TestCell): Record<string, unknown> {
  if (typeof cell === 'object' && 'markdown' in cell) {
    return { cell_type: 'markdown', metadata: {}, source: cell.markdown };
  }
  const { source, tags = [], count = null } = typeof cell === 'string' ? { source: cell } : cell;
  return { cell_type: 'code', metadata: { tags }, source, outputs: [], execution_count: count };
}
