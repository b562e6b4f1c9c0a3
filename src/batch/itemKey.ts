import { createHash } from 'node:crypto';

const MAX_BYTES = 200;
/** What no file system, and no program that reads one, takes for anything but a letter of a name. */
const PLAIN = /^[^\p{C}\p{Z}/\\:*?"<>|%.]$/u;
/** Names that some systems keep for devices, whatever follows the dot. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/iu;

/**
 * What names an item's folder: the name that its source gives it, with everything escaped (`%2F`) that would make it
 * another path or no file name. Different names have different keys.
 */
export function itemKey(name: string): string {
  const letters = Array.from(name);
  const escaped = letters.map((letter, index) => (isPlain(letter, index, letters.length) ? letter : escape(letter)));
  const key = RESERVED.test(name) ? [escape(letters[0] ?? ''), ...escaped.slice(1)].join('') : escaped.join('');
  if (key !== '' && Buffer.byteLength(key) <= MAX_BYTES && isKeptAsItIs(name)) return key;
  // `%` and no hex digit: no name is escaped so.
  return `${beginning(escaped)}%n${createHash('sha256').update(Buffer.from(name, 'utf16le')).digest('hex')}`;
}

/** Whether a text can name a folder, and one inside the folder that it is joined to. */
export function isItemKey(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- these are what must not be there.
  return /^[^/\\\u0000-\u001f]+$/u.test(text) && text !== '.' && text !== '..' && Buffer.byteLength(text) <= 255;
}

/** Spaces and dots are plain within a name, and not where it begins or ends. */
function isPlain(letter: string, index: number, count: number): boolean {
  return PLAIN.test(letter) || ((letter === ' ' || letter === '.') && index > 0 && index < count - 1);
}

function escape(letter: string): string {
  return Array.from(Buffer.from(letter), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

/** UTF-8 has no half of a pair, and some file systems compose letters and accents. */
function isKeptAsItIs(name: string): boolean {
  return name === name.normalize('NFC') && name === Buffer.from(name).toString();
}

/** As many of the letters as leave room for a digest. */
function beginning(letters: readonly string[]): string {
  let text = '';
  for (const letter of letters) {
    if (Buffer.byteLength(text + letter) > MAX_BYTES - 66) break;
    text += letter;
  }
  return text;
}
