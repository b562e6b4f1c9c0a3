import { notebookFile } from '../../../support/notebook.js';

export default (): Uint8Array => notebookFile([{ markdown: 'All answers are in the other file.' }, '   ']);
