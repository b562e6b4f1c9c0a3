import { zipOf } from '../../../support/zip.js';

export const name = 'work.zip';
export default (): Promise<Uint8Array> =>
  zipOf(Object.fromEntries(Array.from({ length: 3_000 }, (_, number) => [`f${number}`, ''])));
