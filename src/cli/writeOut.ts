import { realpath, stat, writeFile } from 'node:fs/promises';
import { writeWhole } from '../base/writeWhole.js';
import { UsageError } from './exitCodes.js';

/**
 * Writes what a command was asked to write to a file: whole or not at all, for its owner alone to read. Through a link
 * the file behind it is written; a pipe or a device is written to, and stays what it is.
 *
 * @throws {UsageError} where it cannot be written.
 */
export async function writeOut(file: string, content: string | Uint8Array): Promise<void> {
  try {
    const found = await stat(file).catch(() => undefined);
    if (found === undefined) await writeWhole(file, content);
    else if (found.isFile()) await writeWhole(await realpath(file), content);
    else await writeFile(file, content);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${String(error)}`);
  }
}
