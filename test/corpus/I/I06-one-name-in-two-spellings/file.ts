import { notebookFile } from '../../../support/notebook.js';
import { zipOf } from '../../../support/zip.js';

export const name = 'work.zip';
export default (): Promise<Uint8Array> =>
  zipOf({ 'hw.ipynb': notebookFile(['x = 1']), 'HW.IPYNB': notebookFile(['x = 2']) });
