import type { Assignment } from '../course/schema.js';

/** A notebook that checks are tried on. */
export interface TriedNotebook {
  readonly cells: readonly string[];
  /** Processors that numerical libraries may use. */
  readonly threads?: number;
}

/** A cell may wait for a processor longer than it uses one, where other work is done on the machine. */
export const PATIENCE = 3;

/** What a desk is asked for to hold this notebook. */
export function notebookQuestion({ preload, arrays, seed, limits }: Assignment, { cells, threads = 1 }: TriedNotebook) {
  return { cells, preload, arrays, seed, seconds: PATIENCE * limits.cellSeconds, threads };
}
