import { notebookFile } from '../../../support/notebook.js';
import { patched, zipOf } from '../../../support/zip.js';

export const name = 'work.zip';
export default async function file(): Promise<Uint8Array> {
  const zip = await zipOf({
    '__MACOSX/qqqqq/._hw.ipynb': 'junk',
    'qqqqq/.DS_Store': 'junk',
    'qqqqq/Icon\r': '',
    'qqqqq/.venv/bin/python': { content: '/usr/bin/python3', mode: 0o120777 },
    'qqqqq/hw.ipynb': notebookFile(['print("from afar")']),
  });
  return patched(patched(zip, 'qqqqq/hw', 'qqqqq\\hw'), 'qqqqq', '\u00dcb\u008fng');
}
