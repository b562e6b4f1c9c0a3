import { readFile } from 'node:fs/promises';
import { UsageError } from '../exitCodes.js';

/** A whole text file that somebody named. @throws {UsageError} where it cannot be read, or is not UTF-8. */
export async function readTextFile(file: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (error) {
    const why = error instanceof TypeError ? 'it is not UTF-8' : String(error instanceof Error ? error.message : error);
    throw new UsageError(`${file} cannot be read: ${why}.`);
  }
}
