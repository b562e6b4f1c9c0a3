/** Why a text is not acceptable JSON, and where: `offset` in UTF-16 units. */
export interface JsonFault {
  kind: 'truncated' | 'invalid' | 'trailing' | 'tooDeep' | 'tooMany';
  offset: number;
}

export interface JsonBounds {
  maxDepth: number;
  maxValues: number;
}

/** Thrown by the scanner at the first fault; its users turn it into their own answer. */
export class JsonFaultError extends Error {
  readonly fault: JsonFault;

  constructor(fault: JsonFault) {
    super(`${fault.kind} at ${fault.offset}`);
    this.fault = fault;
  }
}

// RFC 8259, sections 6 and 7; possessive in effect, as no part can give back what it took.
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /true|false|null/y;
// eslint-disable-next-line no-control-regex
const STRING_RUN = /[^"\\\x00-\x1f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
/** By code, for ASCII: a number, or what Python and JavaScript write for one that JSON has no word for. */
const IS_BARE = Uint8Array.from({ length: 128 }, (_, code) => Number(/[-+.\w]/u.test(String.fromCharCode(code))));
/** Deeper than any tool writes; each level costs a few bytes. */
const MAX_SKIPPED_DEPTH = 1_000_000;

/**
 * The first fault of `text` as JSON (RFC 8259) within bounds, or `undefined`. Without recursion and without building
 * anything, so that a text made to exhaust a parser is refused before the parser sees it; and with an exact place,
 * which `JSON.parse` does not always give.
 */
export function findJsonFault(text: string, bounds: JsonBounds): JsonFault | undefined {
  try {
    const scanner = new JsonScanner(text, bounds);
    scanner.value();
    scanner.end();
    return undefined;
  } catch (error) {
    if (error instanceof JsonFaultError) return error.fault;
    throw error;
  }
}

/** Moves over a text, value by value; each method throws JsonFaultError where what it expects does not stand there. */
export class JsonScanner {
  readonly #text: string;
  readonly #bounds: JsonBounds;
  #at = 0;
  #values = 0;

  constructor(text: string, bounds: JsonBounds) {
    this.#text = text;
    this.#bounds = bounds;
  }

  /** The next character that is no white space; undefined at the end. */
  peek(): string | undefined {
    // Loops instead of patterns where every value passes: files of tens of millions of them come.
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return this.#text[this.#at];
      this.#at++;
    }
  }

  /** Moves over this character where it comes next. */
  take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.#at++;
    return true;
  }

  expect(character: string): void {
    if (!this.take(character)) throw this.#fault();
  }

  /** One more value is read. */
  count(): void {
    if (++this.#values > this.#bounds.maxValues) throw this.#fault('tooMany');
  }

  /** One value, whatever it is, by the letter of the standard and within the bounds; its text. */
  value(): string {
    this.peek();
    const start = this.#at;
    this.#walk(() => {
      this.#scalar();
    }, this.#bounds.maxDepth);
    return this.#text.slice(start, this.#at);
  }

  /** One value that nobody reads: its brackets must match, and what stands between them may be nearly JSON. Its text. */
  skip(): string {
    this.peek();
    const start = this.#at;
    this.#walk((isValue) => {
      if (this.peek() === '"') this.#skipString();
      else if (!isValue || !this.#skipBareWord()) throw this.#fault();
    }, MAX_SKIPPED_DEPTH);
    return this.#text.slice(start, this.#at);
  }

  /** A text, with its quotes. */
  string(): string {
    if (this.peek() !== '"') throw this.#fault();
    const start = this.#at++;
    for (;;) {
      this.#skip(STRING_RUN);
      if (this.#text[this.#at] === '"') return this.#text.slice(start, ++this.#at);
      if (!this.#skip(ESCAPE)) throw this.#fault();
    }
  }

  /** A text with its quotes, whatever stands between them: a key that is perhaps not read. */
  looseString(): string {
    if (this.peek() !== '"') throw this.#fault();
    const start = this.#at;
    this.#skipString();
    return this.#text.slice(start, this.#at);
  }

  /** Nothing comes any more. */
  end(): void {
    if (this.peek() !== undefined) throw this.#fault('trailing');
  }

  /** One value with all that is in it. `scalar` moves over one that is no container, or over a key. */
  #walk(scalar: (isValue: boolean) => void, maxDepth: number): void {
    const open: ('}' | ']')[] = [];
    const isSkipped = maxDepth === MAX_SKIPPED_DEPTH;
    const key = (): void => {
      if (isSkipped) scalar(false);
      else this.string();
      this.expect(':');
    };
    do {
      if (!isSkipped) this.count();
      const next = this.peek();
      if (next === '{' || next === '[') {
        if (open.length >= maxDepth) throw this.#fault('tooDeep');
        this.#at++;
        const closer = next === '{' ? '}' : ']';
        if (!this.take(closer)) {
          open.push(closer);
          if (next === '{') key();
          continue;
        }
      } else scalar(true);
      // Closers, then a comma (and a key) before the next value.
      for (let inside = open.at(-1); inside !== undefined; inside = open.at(-1)) {
        if (this.take(',')) {
          if (inside === '}') key();
          break;
        }
        this.expect(inside);
        open.pop();
      }
    } while (open.length > 0);
  }

  #scalar(): void {
    if (this.#text[this.#at] === '"') this.string();
    else if (!this.#skip(NUMBER) && !this.#skip(WORD)) throw this.#fault();
  }

  #skipString(): void {
    const start = this.#at++;
    for (;;) {
      const quote = this.#text.indexOf('"', this.#at);
      if (quote === -1) {
        this.#at = this.#text.length;
        throw this.#fault();
      }
      this.#at = quote + 1;
      let before = quote - 1;
      while (before > start && this.#text[before] === '\\') before--;
      if ((quote - before) % 2 === 1) return;
    }
  }

  #skipBareWord(): boolean {
    const start = this.#at;
    while (IS_BARE[this.#text.charCodeAt(this.#at)] === 1) this.#at++;
    return this.#at > start;
  }

  /** Moves over what `pattern` matches here; `false` where that is nothing. */
  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text) || pattern.lastIndex === this.#at) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  /** A text that ends too early is most often a download that broke off; its remedy is another one. */
  #fault(kind: JsonFault['kind'] = 'invalid'): JsonFaultError {
    const rest = this.#text.length - this.#at;
    const ended =
      rest === 0 ||
      (rest < 6 && /^(?:\\u?[0-9a-fA-F]*|-|t|tr|tru|f|fa|fal|fals|n|nu|nul)$/.test(this.#text.slice(this.#at)));
    return new JsonFaultError({ kind: kind === 'invalid' && ended ? 'truncated' : kind, offset: this.#at });
  }
}
