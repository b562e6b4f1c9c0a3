/** Why a text is not acceptable JSON, and where: `offset` in UTF-16 units. */
export interface JsonFault {
  kind: 'truncated' | 'invalid' | 'tooDeep' | 'tooMany';
  offset: number;
}

export interface JsonBounds {
  maxDepth: number;
  maxValues: number;
}

/** Values that nobody reads: they are checked, and need never be built. */
export interface Unread {
  /** The key that they stand under. Where it is written with escapes, its value is read. */
  readonly key: string;
  /** Of the object with that key, itself included. */
  readonly depth: number;
  /** Of all that is in them together. Each of them is one value of what is read: the `null` in its place. */
  readonly maxValues: number;
}

const WHITESPACE = /[ \t\n\r]*/y;
// RFC 8259, sections 6 and 7; possessive in effect, as no part can give back what it took.
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /true|false|null/y;
// eslint-disable-next-line no-control-regex
const STRING_RUN = /[^"\\\x00-\x1f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * The first fault of `text` as JSON (RFC 8259) within bounds, or `undefined`. Without recursion and without building
 * anything, so that a text made to exhaust a parser is refused before the parser sees it; and with an exact place,
 * which `JSON.parse` does not always give.
 */
export function findJsonFault(text: string, bounds: JsonBounds): JsonFault | undefined {
  return new Scanner(text, bounds).run();
}

/** The text with `null` for every value that is not read, or its first fault. */
export function withoutUnread(text: string, bounds: JsonBounds, unread: Unread): string | JsonFault {
  const scanner = new Scanner(text, bounds, unread);
  return scanner.run() ?? scanner.read();
}

class Scanner {
  readonly #text: string;
  readonly #bounds: JsonBounds;
  readonly #unread: Unread | undefined;
  readonly #open: ('{' | '[')[] = [];
  readonly #read: string[] = [];
  #readUpTo = 0;
  #isUnread = false;
  #at = 0;
  #values = 0;
  #unreadValues = 0;

  constructor(text: string, bounds: JsonBounds, unread?: Unread) {
    this.#text = text;
    this.#bounds = bounds;
    this.#unread = unread;
  }

  run(): JsonFault | undefined {
    for (;;) {
      const fault = this.#value();
      if (fault) return fault;
      const after = this.#afterValue();
      if (after === 'end') return undefined;
      if (after !== 'more') return after;
    }
  }

  /** What is read, once all has been looked at. */
  read(): string {
    return this.#read.join('') + this.#text.slice(this.#readUpTo);
  }

  /** One scalar, or everything up to the first scalar (or empty container) inside a container. */
  #value(): JsonFault | undefined {
    for (;;) {
      this.#skip(WHITESPACE);
      if (this.#isOneTooMany()) return this.#fault('tooMany');
      const next = this.#text[this.#at];
      if (next === '"') return this.#string();
      if (next !== '{' && next !== '[') return this.#skip(NUMBER) || this.#skip(WORD) ? undefined : this.#fault();
      if (this.#open.length >= this.#bounds.maxDepth) return this.#fault('tooDeep');
      this.#at++;
      this.#skip(WHITESPACE);
      if (this.#text[this.#at] === (next === '{' ? '}' : ']')) {
        this.#at++;
        return undefined;
      }
      this.#open.push(next);
      const fault = next === '{' ? this.#key() : undefined;
      if (fault) return fault;
    }
  }

  #isOneTooMany(): boolean {
    if (this.#unread !== undefined && this.#isUnread) return ++this.#unreadValues > this.#unread.maxValues;
    return ++this.#values > this.#bounds.maxValues;
  }

  /** Closers, then a comma (and a key) before the next value, or the end of the text. */
  #afterValue(): 'more' | 'end' | JsonFault {
    for (;;) {
      if (this.#isUnread && this.#open.length === this.#unread?.depth) this.#resume();
      this.#skip(WHITESPACE);
      const inside = this.#open.at(-1);
      const next = this.#text[this.#at];
      if (inside === undefined) return next === undefined ? 'end' : this.#fault();
      if (next === ',') {
        this.#at++;
        return (inside === '{' ? this.#key() : undefined) ?? 'more';
      }
      if (next !== (inside === '{' ? '}' : ']')) return this.#fault();
      this.#at++;
      this.#open.pop();
    }
  }

  #key(): JsonFault | undefined {
    this.#skip(WHITESPACE);
    if (this.#text[this.#at] !== '"') return this.#fault();
    const start = this.#at + 1;
    const fault = this.#string();
    if (fault) return fault;
    const end = this.#at - 1;
    this.#skip(WHITESPACE);
    if (this.#text[this.#at] !== ':') return this.#fault();
    this.#at++;
    const isUnread = this.#open.length === this.#unread?.depth && this.#text.slice(start, end) === this.#unread.key;
    return isUnread ? this.#pause() : undefined;
  }

  /** What comes now is not read, */
  #pause(): JsonFault | undefined {
    if (this.#isOneTooMany()) return this.#fault('tooMany');
    this.#read.push(this.#text.slice(this.#readUpTo, this.#at), 'null');
    this.#isUnread = true;
    return undefined;
  }

  /** and what comes now is again. */
  #resume(): void {
    this.#readUpTo = this.#at;
    this.#isUnread = false;
  }

  #string(): JsonFault | undefined {
    this.#at++;
    for (;;) {
      this.#skip(STRING_RUN);
      const next = this.#text[this.#at];
      if (next === '"') {
        this.#at++;
        return undefined;
      }
      if (!this.#skip(ESCAPE)) return this.#fault();
    }
  }

  /** Moves over what `pattern` matches here; `false` where that is nothing. */
  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text) || pattern.lastIndex === this.#at) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  /** A text that ends too early is most often a download that broke off; its remedy is another one. */
  #fault(kind: JsonFault['kind'] = 'invalid'): JsonFault {
    const rest = this.#text.length - this.#at;
    const ended =
      rest === 0 ||
      (rest < 6 && /^(?:\\u?[0-9a-fA-F]*|-|t|tr|tru|f|fa|fal|fals|n|nu|nul)$/.test(this.#text.slice(this.#at)));
    return { kind: kind === 'invalid' && ended ? 'truncated' : kind, offset: this.#at };
  }
}
