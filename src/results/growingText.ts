import { ownText } from './ownText.js';

const LOOSE_CHARS = 16_384;

/** Text that grows piece by piece, and occupies what it is long, however small the pieces were or were cut out of. */
export class GrowingText {
  #settled: string[] = [];
  #loose = '';

  get text(): string {
    return this.#settled.join('') + this.#loose;
  }

  append(piece: string): void {
    this.#loose += piece;
    if (this.#loose.length < LOOSE_CHARS) return;
    this.#settled.push(ownText(this.#loose));
    this.#loose = '';
  }

  clear(): void {
    this.#settled = [];
    this.#loose = '';
  }
}
