/** Why a text is not acceptable JSON, and where: `offset` in UTF-16 units. */
export interface JsonFault {
  kind: 'truncated' | 'invalid' | 'tooDeep' | 'tooMany';
  offset: number;
}

export interface JsonBounds {
  maxDepth: number;
  maxValues: number;
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

class Scanner {
  readonly #text: string;
  readonly #bounds: JsonBounds;
  readonly #open: ('{' | '[')[] = [];
  #at = 0;
  #values = 0;

  constructor(text: string, bounds: JsonBounds) {
    this.#text = text;
    this.#bounds = bounds;
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

  /** One scalar, or everything up to the first scalar (or empty container) inside a container. */
  #value(): JsonFault | undefined {
    for (;;) {
      this.#skip(WHITESPACE);
      if (++this.#values > this.#bounds.maxValues) return this.#fault('tooMany');
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

  /** Closers, then a comma (and a key) before the next value, or the end of the text. */
  #afterValue(): 'more' | 'end' | JsonFault {
    for (;;) {
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
    const fault = this.#string();
    if (fault) return fault;
    this.#skip(WHITESPACE);
    if (this.#text[this.#at] !== ':') return this.#fault();
    this.#at++;
    return undefined;
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
