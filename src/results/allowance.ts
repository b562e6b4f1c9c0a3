import type { OutputData } from './cellOutput.js';
import { isSoundPng } from './png.js';

/** How many images of a cell are kept, and their bytes together. */
export const MAX_IMAGES = 20;
const MAX_IMAGE_BYTES = 8 * 1024 * 1024;

/** What one cell may still show. Rich outputs take from it and give back when they are replaced. */
export class Allowance {
  #textBytes: number;
  #images = MAX_IMAGES;
  #imageBytes = MAX_IMAGE_BYTES;

  constructor(maxTextBytes: number) {
    this.#textBytes = maxTextBytes;
  }

  get textBytes(): number {
    return this.#textBytes;
  }

  /** Takes (or, negative, gives back) bytes of stream text. */
  takeText(bytes: number): void {
    this.#textBytes -= bytes;
  }

  /** Of `data` what fits, taken from the allowance, and whether something showable did not fit. */
  take(data: readonly OutputData[]): { kept: OutputData[]; cut: boolean } {
    let cut = false;
    const kept = data.flatMap((item): OutputData[] => {
      if (item.mime === 'text/plain') {
        const bytes = item.bytes.subarray(0, Math.max(0, this.#textBytes));
        this.#textBytes -= bytes.length;
        if (bytes.length < item.bytes.length) cut = true;
        return bytes.length === 0 && cut ? [] : [{ mime: item.mime, bytes }];
      }
      if (item.mime !== 'image/png' || !isSoundPng(item.bytes)) return [];
      if (this.#images === 0 || item.bytes.length > this.#imageBytes) {
        cut = true;
        return [];
      }
      this.#images -= 1;
      this.#imageBytes -= item.bytes.length;
      return [item];
    });
    return { kept, cut };
  }

  /** Gives back what `take` kept. */
  giveBack(data: readonly OutputData[]): void {
    for (const { mime, bytes } of data) {
      if (mime === 'text/plain') this.#textBytes += bytes.length;
      else {
        this.#images += 1;
        this.#imageBytes += bytes.length;
      }
    }
  }
}
