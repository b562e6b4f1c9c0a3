import { notebookFile } from '../../../support/notebook.js';
import { parseCells } from '../../runner/cellsFile.js';

export default function file(): Uint8Array {
  const notebook = JSON.parse(notebookFile(parseCells('# %% include numbers')).toString('utf8')) as object;
  const kernelspec = {
    name: '../../../bin/sh -c "touch /tmp/owned"',
    language: 'python',
    argv: ['/bin/sh', '-c', 'id'],
  };
  return Buffer.from(
    JSON.stringify({ ...notebook, metadata: { kernelspec, language_info: { name: 'python; rm -rf /' } } }),
  );
}
