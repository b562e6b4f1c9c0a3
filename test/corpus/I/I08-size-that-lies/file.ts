import { notebookFile } from '../../../support/notebook.js';
import { zipOf } from '../../../support/zip.js';

export const name = 'work.zip';
export default async function file(): Promise<Uint8Array> {
  const zip = await zipOf({ 'hw.ipynb': notebookFile([`x = "${'y'.repeat(200_000)}"`]) });
  // The size after decompression, in the entry of the central directory.
  zip.writeUInt32LE(10, zip.lastIndexOf(Buffer.from('PK\u0001\u0002')) + 24);
  return zip;
}
