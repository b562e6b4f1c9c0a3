import type { CheckerMessage } from './messages.js';

type Call = Extract<CheckerMessage, { op: 'call' }>;

/** Why a name is not called any more. */
export type Refusal = 'unanswered' | 'deadly';

const TIMES = 2;

/**
 * What a call asks for, in the same words for every check: a function, a variable, a method of what a function gave.
 * `origins` says what gave each handle.
 */
export function nameOf(call: Call, origins: ReadonlyMap<unknown, string>): string {
  const from = origins.get(call['handle']) ?? 'an object';
  switch (call.do) {
    case 'call':
    case 'new':
      return String(call['target']);
    case 'method':
    case 'getattr':
      return `${from}.${String(call['name'])}`;
    case 'next':
      return `${from}: items`;
    case 'run':
      return `snippet ${String(call['source'])}`;
    default:
      return `${call.do} ${String(call['name'])}`;
  }
}

/** The names of one notebook that cost too much to be waited for again: each did the same twice. */
export class RefusedNames {
  readonly #times = new Map<string, number>();
  #refusals = 0;

  /** How often a name was refused. */
  get refusals(): number {
    return this.#refusals;
  }

  /** @returns why `name` is not to be called, or `undefined`. */
  reason(name: string): Refusal | undefined {
    const known = (['unanswered', 'deadly'] as const).find((why) => this.#hasDone(why, name));
    if (known !== undefined) this.#refusals += 1;
    return known;
  }

  /** `unanswered`: it did not answer in time. `deadly`: it took the container with it, which had to be made anew. */
  note(name: string, why: Refusal): void {
    const key = `${why} ${name}`;
    this.#times.set(key, (this.#times.get(key) ?? 0) + 1);
  }

  #hasDone(why: Refusal, name: string): boolean {
    return (this.#times.get(`${why} ${name}`) ?? 0) >= TIMES;
  }
}
