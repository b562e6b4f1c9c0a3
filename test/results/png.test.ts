import { describe, expect, it } from 'vitest';
import { isSoundPng } from '../../src/results/png.js';
import { png } from './samplePng.js';

describe('isSoundPng', () => {
  it('takes whole images', () => {
    expect(isSoundPng(png())).toBe(true);
    expect(isSoundPng(png(1200, 800))).toBe(true);
    const within = Buffer.concat([Buffer.from('xx'), png()]).subarray(2);
    expect(isSoundPng(within)).toBe(true);
  });

  it('refuses every image that was cut', () => {
    const whole = png(3, 3);
    for (let length = 0; length < whole.length; length++) expect(isSoundPng(whole.subarray(0, length))).toBe(false);
  });

  it('refuses bytes after the end, sizes beyond reason and other data', () => {
    expect(isSoundPng(Buffer.concat([png(), Buffer.from('<script>')]))).toBe(false);
    for (const [width, height] of [
      [0, 5],
      [5, 0],
      [100_000, 1],
      [20_000, 20_000],
      [2 ** 31, 1],
    ] as const) {
      expect(isSoundPng(png(width, height))).toBe(false);
    }
    expect(isSoundPng(Buffer.from('GIF89a'))).toBe(false);
    expect(isSoundPng(new Uint8Array())).toBe(false);
  });
});
