import { notebookFile } from '../../../support/notebook.js';

export default (): Uint8Array => notebookFile([`x = [${'1,'.repeat(1_000_000)}]`]);
