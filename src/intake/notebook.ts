/** One cell, as far as grading is concerned. */
export interface NotebookCell {
  /** Position among all cells, from 0: the cell's identity, for ids in files are missing or repeated. */
  index: number;
  kind: 'code' | 'markdown' | 'raw';
  source: string;
  tags: string[];
  /** When it was run in the student's session, counted from 1; not part of the digest. Absent where it was not. */
  executionCount?: number;
}

/**
 * A submitted notebook without what grading must not depend on or keep: stored outputs, ids, and
 * metadata such as the name and photo of whoever ran it.
 */
export interface Notebook {
  cells: NotebookCell[];
  /** `sha256:` and 64 hex digits over the cells: the same work saved again has the same digest. */
  digest: string;
}
