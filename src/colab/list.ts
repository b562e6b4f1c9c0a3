import { readFile } from 'node:fs/promises';
import { CourseError } from '../course/courseError.js';
import { parsePins, PinError, type Pins } from './pins.js';

const MAX_BYTES = 1024 * 1024;
const FETCH_MS = 20_000;
const REMEDY = 'Give the file that pip freeze wrote.';

/** The packages of a `pip-freeze.txt`: a file, or an address to fetch it from. @throws {CourseError} where it cannot be had or read. */
export async function readList(from: string): Promise<Pins> {
  const text = /^https?:\/\//iu.test(from) ? await fetched(from) : await fromFile(from);
  try {
    const pins = parsePins(text);
    if (pins.size > 0) return pins;
  } catch (error) {
    if (error instanceof PinError) throw wrong(from, `${error.message} ${REMEDY}`, error.line);
    throw error;
  }
  throw wrong(from, `names no package. ${REMEDY}`);
}

async function fromFile(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => {
    throw wrong(file, 'cannot be read. Name a file, or an address that begins with https://.');
  });
}

async function fetched(address: string): Promise<string> {
  const failed = (why: string): CourseError =>
    wrong(address, `${why}. Fetch the file by other means, and name it instead.`);
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(FETCH_MS) });
    if (!response.ok) throw failed(`the server answered ${response.status}`);
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      bytes += piece.length;
      if (bytes > MAX_BYTES) throw failed('it is far larger than a list of packages');
      pieces.push(piece);
    }
    return Buffer.concat(pieces).toString('utf8');
  } catch (error) {
    throw error instanceof CourseError ? error : failed('no answer');
  }
}

function wrong(file: string, text: string, line?: number): CourseError {
  return new CourseError([{ place: { file, ...(line === undefined ? {} : { line }) }, text }]);
}
