// ECMA-48 control sequences (CSI and the string kinds, 7- and 8-bit) and other escapes; every part is linear in time.
const SEQUENCES =
  // eslint-disable-next-line no-control-regex
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]P^_X]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x80-\x9f]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]/g;
const LINE_BREAKS = /\r\n?|[\u2028\u2029]/g;
// C0 but tab and line feed, DEL, C1; bidirectional controls, zero-width space and BOM, interlinear marks.
// eslint-disable-next-line no-control-regex
const UNSEEN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/g;

/**
 * A student's text as text alone: terminal sequences, control and bidirectional characters gone, line breaks as `\n`,
 * lone surrogates as U+FFFD. What is left shows the same characters in the same order in a browser, a terminal and a
 * log, and is valid in every database and JSON reader. Applying it twice changes nothing more.
 */
export function plainText(text: string): string {
  return text.toWellFormed().replace(SEQUENCES, '').replace(LINE_BREAKS, '\n').replace(UNSEEN, '');
}

// A colour or weight (SGR) is all that a notebook's reader may be told by an escape sequence.
// eslint-disable-next-line no-control-regex
const COLOURS = /\x1b\[[0-9;]{0,32}m/g;

/** The same with colours kept, for readers such as notebooks that show them. */
export function colouredText(text: string): string {
  const colours = text.match(COLOURS) ?? [];
  const pieces = text.split(COLOURS).map(plainText);
  return pieces.map((piece, index) => piece + (colours[index] ?? '')).join('');
}

/**
 * `text` in at most `maxChars` UTF-16 units: whole, or its beginning and end around a marker that says how much is
 * left out. Well-formed text stays well-formed.
 */
export function shorten(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const marker = `\n[… ${text.length - maxChars} or more characters left out …]\n`;
  const room = Math.max(0, maxChars - marker.length);
  const head = Math.ceil(room / 2);
  const cut = text.slice(0, head) + marker + text.slice(text.length - (room - head));
  return cut.slice(0, maxChars).toWellFormed();
}

/** `text` in at most `maxChars` UTF-16 units on one line, an ellipsis at its end where it was longer. */
export function clip(text: string, maxChars: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= maxChars ? line : `${line.slice(0, maxChars - 1)}…`.toWellFormed();
}
