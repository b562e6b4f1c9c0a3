import { notebookFile } from '../../../support/notebook.js';

export default (): Uint8Array => Buffer.from(notebookFile(['x = 1']).toString('utf8'), 'utf16le');
