import { notebookFile } from '../../../support/notebook.js';
import { patched, zipOf } from '../../../support/zip.js';

export const name = 'work.zip';
export default async function file(): Promise<Uint8Array> {
  const zip = await zipOf({ 'hw.ipynb': notebookFile(['x = 1']), qqqetcqpasswd: 'root' });
  return patched(zip, 'qqqetcqpasswd', '../etc/passwd');
}
