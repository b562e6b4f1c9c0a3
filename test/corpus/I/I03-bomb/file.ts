import { zipOf } from '../../../support/zip.js';

export const name = 'work.zip';
export default (): Promise<Uint8Array> => zipOf({ 'hw.ipynb': Buffer.alloc(100_000_000) });
