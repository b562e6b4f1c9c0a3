import { IntakeError } from './intakeError.js';
import { pickJson, type Shape } from './jsonPick.js';
import type { JsonFault } from './jsonScan.js';
import { binaryKind, conflictIn, DOWNLOAD, lineOf, mistakenText, otherText } from './mistaken.js';
import { encodingOf } from '../base/unicode.js';

/** The largest file that is read. Plots make notebooks large; beyond this they are better cleared. */
export const MAX_NOTEBOOK_BYTES = 50 * 1000 * 1000;

/** Of what is read alone. To build a value costs far more than to look at it. */
const BOUNDS = { maxDepth: 64, maxValues: 500_000 };

/** A notebook's file as JSON, as far as it is read. */
interface NotebookJson {
  readonly value: unknown;
  /** Whether some bytes were no text; U+FFFD stands in their place. */
  readonly isPatched: boolean;
}

/**
 * What the shape names of the file, which is JSON in UTF-8 or UTF-16.
 *
 * @throws IntakeError where it is anything else; the message says what, and where.
 */
export function parseNotebookJson(bytes: Uint8Array, name: string, shape: Shape): NotebookJson {
  if (bytes.length > MAX_NOTEBOOK_BYTES) throw tooLarge(name, bytes.length);
  const other = binaryKind(bytes);
  if (other !== undefined) throw new IntakeError('notANotebook', `${name} is ${other}, not a notebook.`, DOWNLOAD);
  const { text, isPatched } = decode(bytes);
  if (text.trim() === '') {
    const what = bytes.length > 0 && bytes.every((byte) => byte === 0) ? 'holds nothing but zeros' : 'is empty';
    throw new IntakeError('empty', `${name} ${what}.`, 'Save your notebook and upload it again.');
  }
  const mistaken = mistakenText(text, name);
  if (mistaken !== undefined) throw mistaken;
  if (!text.trimStart().startsWith('{')) {
    throw conflictIn(text, name) ?? (isPatched ? notText(name) : otherText(text, name));
  }
  const picked = pickJson(text, shape, BOUNDS);
  if ('kind' in picked) throw faultError(picked, text, name);
  return { value: picked.value, isPatched };
}

/** The error for a file of `bytes` bytes, more than are read. */
export function tooLarge(name: string, bytes: number): IntakeError {
  const size = `${Math.ceil(bytes / 1_000_000)} MB`;
  const limit = `${MAX_NOTEBOOK_BYTES / 1_000_000} MB`;
  const remedy = 'Clear the outputs (Edit → Clear all outputs in Colab), save it and upload it again.';
  return new IntakeError('tooLarge', `${name} is ${size}; at most ${limit} are accepted.`, remedy);
}

/** The error for bytes that no text has, in `place`. */
export function notText(place: string): IntakeError {
  return new IntakeError('notText', `${place} is not text in UTF-8 or UTF-16, so it cannot be read.`, DOWNLOAD);
}

/**
 * Byte-order marks, which editors add and JSON forbids, go, and so do zeros at the end, which a failed copy leaves, and
 * the end-of-file mark of old programs.
 */
function decode(bytes: Uint8Array): { text: string; isPatched: boolean } {
  const encoding = encodingOf(bytes);
  let text: string;
  let isPatched = false;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    text = new TextDecoder(encoding).decode(bytes);
    isPatched = true;
  }
  let end = text.length;
  while (end > 0 && [0, 0x1a].includes(text.charCodeAt(end - 1))) end--;
  return { text: text.slice(0, end).replace(/^\uFEFF+/u, ''), isPatched };
}

function faultError({ kind, offset }: JsonFault, text: string, name: string): IntakeError {
  const conflict = conflictIn(text, name);
  if (conflict !== undefined) return conflict;
  const place = `line ${lineOf(text, offset)}, column ${offset - text.lastIndexOf('\n', offset - 1)}`;
  switch (kind) {
    case 'truncated':
      return new IntakeError(
        'notJson',
        `${name} breaks off at ${place}: the file is incomplete.`,
        'Save or download the notebook again and upload that.',
      );
    case 'tooDeep':
    case 'tooMany':
      return new IntakeError('tooLarge', `${name} holds more data at ${place} than a notebook has.`, DOWNLOAD);
    case 'trailing': {
      const remedy = 'Two versions were probably saved over each other: save or download it again and upload that.';
      return new IntakeError('notJson', `${name} goes on at ${place}, after the notebook’s end.`, remedy);
    }
    case 'invalid': {
      const remedy =
        'Open it in Jupyter or Colab, save it there and upload it again, without editing the file by hand.';
      return new IntakeError('notJson', `${name} is not valid JSON at ${place}.`, remedy);
    }
  }
}
