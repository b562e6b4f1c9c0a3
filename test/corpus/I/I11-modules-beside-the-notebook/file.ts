import { notebookFile } from '../../../support/notebook.js';
import { zipOf } from '../../../support/zip.js';

export const name = 'work.zip';
export default (): Promise<Uint8Array> =>
  zipOf({
    'hw.ipynb': notebookFile(['import os\nprint("files", os.listdir("."))']),
    'numpy.py': 'raise SystemExit',
    'checks.py': 'print("mine")',
    'conftest.py': '',
  });
