import { notebookFile } from '../../../support/notebook.js';
import { zipOf } from '../../../support/zip.js';

export const name = 'work.zip';
export default (): Promise<Uint8Array> =>
  zipOf({ link: { content: '/etc', mode: 0o120777 }, 'link/passwd': 'root', 'hw.ipynb': notebookFile(['x = 1']) });
