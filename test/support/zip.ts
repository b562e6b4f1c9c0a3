import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** A file of a test archive: its content, or that and the mode that a Unix tool would note. */
export type ZippedFile = string | Buffer | { readonly content: string | Buffer; readonly mode: number };

/** The bytes of a zip archive with these files, by path; a path ending in `/` is a folder. */
export async function zipOf(files: Readonly<Record<string, ZippedFile>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [path, file] of Object.entries(files)) {
    if (path.endsWith('/')) zip.addEmptyDirectory(path);
    else if (typeof file === 'string' || Buffer.isBuffer(file)) zip.addBuffer(Buffer.from(file), path);
    else zip.addBuffer(Buffer.from(file.content), path, { mode: file.mode });
  }
  zip.end();
  return buffer(zip.outputStream);
}

/** The archive with every `from` replaced by `to` (as long), in names as in content: what no honest tool writes. */
export function patched(zip: Buffer, from: string, to: string): Buffer {
  if (from.length !== to.length || !zip.includes(from, 0, 'latin1')) throw new RangeError('nothing to patch');
  return Buffer.from(zip.toString('latin1').replaceAll(from, to), 'latin1');
}
