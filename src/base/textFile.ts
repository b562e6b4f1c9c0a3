import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { encodingOf } from './unicode.js';
import { Refusal } from './refusal.js';

/**
 * A whole text file that somebody named, without its byte order mark: UTF-8, or the UTF-16 that spreadsheets call
 * Unicode.
 *
 * @throws {Refusal} where it cannot be read, or is neither.
 */
export async function readTextFile(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: unknown) => {
    const text = `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
    throw new Refusal({ code: 'unreadableFile', text });
  });
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    const line = encoding === 'utf-8' ? ` from line ${firstBadLine(bytes)} on` : '';
    const remedy = 'Save it as UTF-8; Excel calls that “CSV UTF-8”.';
    throw new Refusal({
      code: 'unreadableFile',
      text: `${file} cannot be read: it is not UTF-8${line}, nor UTF-16.`,
      remedy,
    });
  }
}

function firstBadLine(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf('\n', start);
    const upTo = end === -1 ? bytes.length : end + 1;
    if (!isUtf8(bytes.subarray(start, upTo))) return line;
    start = upTo;
  }
  return line;
}
