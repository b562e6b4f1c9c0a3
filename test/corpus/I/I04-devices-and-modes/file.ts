import { notebookFile } from '../../../support/notebook.js';
import { zipOf } from '../../../support/zip.js';

export const name = 'work.zip';
export default (): Promise<Uint8Array> =>
  zipOf({ sda: { content: '', mode: 0o060666 }, 'hw.ipynb': { content: notebookFile(['x = 1']), mode: 0o104777 } });
