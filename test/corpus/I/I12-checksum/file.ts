import { notebookFile } from '../../../support/notebook.js';
import { zipOf } from '../../../support/zip.js';

export const name = 'work.zip';
export default async function file(): Promise<Uint8Array> {
  const zip = await zipOf({ 'hw.ipynb': notebookFile(['x = 1']) });
  zip.writeUInt32LE(7, zip.lastIndexOf(Buffer.from('PK\u0001\u0002')) + 16);
  return zip;
}
