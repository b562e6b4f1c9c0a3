import { IntakeError } from './intakeError.js';
import { withoutUnread, type JsonFault } from './jsonScan.js';

/** The largest file that is read. Plots make notebooks large; beyond this they are better cleared. */
export const MAX_NOTEBOOK_BYTES = 50 * 1000 * 1000;

/** Source, tags, and the state of widgets. To build a value costs far more than to look at it. */
const BOUNDS = { maxDepth: 64, maxValues: 500_000 };
/** Of each cell; plots made in the browser hold their points as numbers. */
const OUTPUTS = { key: 'outputs', depth: 3, maxValues: 5_000_000 };

/** First bytes of what people upload by mistake. */
const OTHER_FILES: readonly [string, string][] = [
  ['PK\u0003\u0004', 'a zip archive'],
  ['%PDF-', 'a PDF'],
  ['\u0089PNG', 'an image'],
  ['\u001f\u008b', 'a compressed archive'],
];
const REMEDY = 'Upload the notebook itself (File → Download → Download .ipynb in Colab).';

/** The bytes as JSON, `null` for the outputs of cells. @throws IntakeError where they are not JSON within bounds. */
export function parseNotebookJson(bytes: Uint8Array, name: string): unknown {
  if (bytes.length > MAX_NOTEBOOK_BYTES) throw tooLarge(name, bytes.length);
  const start = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  const other = OTHER_FILES.find(([magic]) => start.startsWith(magic));
  if (other) throw new IntakeError('notANotebook', `${name} is ${other[1]}, not a notebook. ${REMEDY}`);

  const text = decode(bytes, name);
  if (text.trim() === '') {
    throw new IntakeError('empty', `${name} is empty. Save your notebook and upload it again.`);
  }
  const read = withoutUnread(text, BOUNDS, OUTPUTS);
  if (typeof read !== 'string') throw faultError(read, text, name);
  return JSON.parse(read);
}

/** The error for a file of `bytes` bytes, more than are read. */
export function tooLarge(name: string, bytes: number): IntakeError {
  const size = `${Math.ceil(bytes / 1_000_000)} MB`;
  const limit = `${MAX_NOTEBOOK_BYTES / 1_000_000} MB`;
  const remedy = 'Clear the outputs (Edit → Clear all outputs in Colab), save it and upload it again.';
  return new IntakeError('tooLarge', `${name} is ${size}; at most ${limit} are accepted. ${remedy}`);
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    // A byte-order mark, which editors add and JSON forbids, is taken away here.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // NUL at the front is UTF-16, which UTF-8 decoders take for text.
    if (!text.slice(0, 100).includes('\0')) return text;
  } catch {
    // Said below.
  }
  throw new IntakeError('notText', `${name} is not UTF-8 text, so it is not a notebook. ${REMEDY}`);
}

function faultError({ kind, offset }: JsonFault, text: string, name: string): IntakeError {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const place = `line ${line}, column ${offset - before.lastIndexOf('\n')}`;
  switch (kind) {
    case 'truncated':
      return new IntakeError(
        'notJson',
        `${name} breaks off at ${place}: the file is incomplete. Save or download the notebook again and upload that.`,
      );
    case 'tooDeep':
    case 'tooMany':
      return new IntakeError('tooLarge', `${name} holds more data at ${place} than a notebook has. ${REMEDY}`);
    case 'invalid': {
      if (!/^\s*\{/.test(text)) return new IntakeError('notANotebook', `${name} is not a notebook. ${REMEDY}`);
      const remedy =
        'Open it in Jupyter or Colab, save it there and upload it again, without editing the file by hand.';
      return new IntakeError('notJson', `${name} is not valid JSON at ${place}. ${remedy}`);
    }
  }
}
