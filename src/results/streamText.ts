import { GrowingText } from './growingText.js';
import { ownText } from './ownText.js';

/** Parts of a longer text than this are copied out of it. */
const SMALL_CHARS = 1024;

/**
 * The text of one stream as a screen shows it: a carriage return starts the line anew, so that a progress bar is its
 * last state instead of thousands. Every write costs time in proportion to its own length alone, and what is kept
 * occupies memory in proportion to itself.
 *
 * Overwriting part of a line (shorter text after the carriage return) and backspaces are absent on purpose: they would
 * let a few bytes of input cost a copy of a long line each.
 */
export class StreamText {
  readonly #lines = new GrowingText();
  #linesBytes = 0;
  readonly #line = new GrowingText();
  #lineBytes = 0;
  #returned = false;

  /** UTF-8 bytes that are kept. */
  get bytes(): number {
    return this.#linesBytes + this.#lineBytes;
  }

  get text(): string {
    return this.#lines.text + this.#line.text;
  }

  /** Appends `text`; `false` where not all of it fitted into `maxBytes` in total. */
  write(text: string, maxBytes: number): boolean {
    for (const [piece] of text.matchAll(/[\r\n]|[^\r\n]+/g)) {
      if (piece === '\r') {
        this.#returned = true;
      } else if (piece === '\n') {
        if (this.bytes + 1 > maxBytes) return false;
        this.#lines.append(`${this.#line.text}\n`);
        this.#linesBytes += this.#lineBytes + 1;
        this.#startLine();
      } else {
        if (this.#returned) this.#startLine();
        const fitting = prefix(piece, maxBytes - this.bytes);
        this.#line.append(text.length > SMALL_CHARS ? ownText(fitting) : fitting);
        this.#lineBytes += Buffer.byteLength(fitting);
        if (fitting.length < piece.length) return false;
      }
    }
    return true;
  }

  #startLine(): void {
    this.#line.clear();
    this.#lineBytes = 0;
    this.#returned = false;
  }
}

/** The longest beginning of `text` of at most `maxBytes` bytes of UTF-8. */
function prefix(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  const bytes = Buffer.from(text).subarray(0, Math.max(0, maxBytes));
  let end = bytes.length;
  // Step back over the beginning of a character that was cut in the middle.
  while (end > 0 && end > bytes.length - 4 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) end--;
  const lead = bytes[end - 1] ?? 0;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return bytes.toString('utf8', 0, end - 1 + length <= bytes.length ? bytes.length : end - 1);
}
