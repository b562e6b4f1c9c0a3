import { notebookFile } from '../../../support/notebook.js';
import { zipOf } from '../../../support/zip.js';

export const name = 'work.zip';
export default async function file(): Promise<Uint8Array> {
  const zip = await zipOf({ 'hw.ipynb': notebookFile(['print("central")']) });
  // The first mention is the local header's.
  const local = zip.indexOf('hw.ipynb');
  zip.write('../x.pth', local, 'latin1');
  return zip;
}
