import { notebookFile } from '../../../support/notebook.js';

export default (): Uint8Array => notebookFile(Array.from({ length: 10_000 }, () => 'pass'));
