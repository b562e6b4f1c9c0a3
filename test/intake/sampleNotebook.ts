import { IntakeError } from '../../src/intake/intakeError.js';
import type { Notebook } from '../../src/intake/notebook.js';
import { readNotebook } from '../../src/intake/readNotebook.js';

export const code = { cell_type: 'code', source: 'x = 1', metadata: {}, outputs: [], execution_count: null };
export const file = (changes: object = {}): object => ({
  nbformat: 4,
  nbformat_minor: 0,
  metadata: {},
  cells: [code],
  ...changes,
});
export const read = (value: unknown): Notebook => readNotebook(Buffer.from(JSON.stringify(value)), 'hw.ipynb');

/** What a file is refused with; throws where it is not. */
export function refusal(bytes: string | Uint8Array): IntakeError {
  try {
    readNotebook(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, 'hw.ipynb');
  } catch (error) {
    if (error instanceof IntakeError) return error;
    throw error;
  }
  throw new Error('the notebook was accepted');
}
