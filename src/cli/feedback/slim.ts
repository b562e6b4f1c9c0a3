import type { Notebook } from '../../intake/notebook.js';

/** What is sent of a notebook: what feedback reads, and none of the outputs and names that the file holds. */
export function slimNotebook({ cells }: Notebook): unknown {
  return {
    nbformat: 4,
    nbformat_minor: 4,
    metadata: {},
    cells: cells.map(({ kind, source, tags, executionCount = null }) => ({
      cell_type: kind,
      metadata: { tags },
      source,
      ...(kind === 'code' ? { outputs: [], execution_count: executionCount } : {}),
    })),
  };
}
