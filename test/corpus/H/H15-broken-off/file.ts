import { notebookFile } from '../../../support/notebook.js';

export default (): Uint8Array => notebookFile(['x = "a long text"']).subarray(0, -60);
