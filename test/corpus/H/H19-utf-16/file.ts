import { notebookFile } from '../../../support/notebook.js';

export default (): Uint8Array =>
  Buffer.from(`\uFEFF${notebookFile(['print("in UTF-16")']).toString('utf8')}`, 'utf16le');
