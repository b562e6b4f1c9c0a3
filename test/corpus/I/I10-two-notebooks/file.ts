import { notebookFile } from '../../../support/notebook.js';
import { zipOf } from '../../../support/zip.js';

export const name = 'work.zip';
export default (): Promise<Uint8Array> =>
  zipOf({ 'a.ipynb': notebookFile(['x = 1']), 'b.ipynb': notebookFile(['x = 2']) });
