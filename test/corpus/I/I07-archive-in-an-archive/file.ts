import { notebookFile } from '../../../support/notebook.js';
import { zipOf } from '../../../support/zip.js';

export const name = 'work.zip';
export default async function file(): Promise<Uint8Array> {
  let zip = await zipOf({ 'hw.ipynb': notebookFile(['x = 1']) });
  for (let depth = 0; depth < 5; depth++) zip = await zipOf({ 'more.zip': zip });
  return zip;
}
