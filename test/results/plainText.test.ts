import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clip, colouredText, plainText, shorten } from '../../src/results/plainText.js';
import { hostile } from './hostile.js';

describe('plainText', () => {
  it.each([
    ['\x1b[1;31mred\x1b[0m', 'red'],
    ['\x1b]8;;http://x\x07link\x1b]8;;\x07', 'link'],
    ['\x1b]0;title\x1b\\rest', 'rest'],
    ['\x9b31mred', 'red'],
    ['\x1b(Bx\x1bcy', 'xy'],
    ['a\0b\x07c\x7fd\x85e', 'abcde'],
    ['a\r\nb\rc\u2028d\te', 'a\nb\nc\nd\te'],
    ['safe\u202etxt.exe\u2066', 'safetxt.exe'],
    ['a\ud800b\udc00 😀 né', 'a\ufffdb\ufffd 😀 né'],
    ['\x1b\x1b[31m[32mx', '[32mx'],
  ])('%j', (raw, plain) => {
    expect(plainText(raw)).toBe(plain);
  });

  it('leaves nothing to interpret, and changes nothing twice', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const plain = plainText(text);
        expect(plain.isWellFormed()).toBe(true);
        expect(plain).not.toMatch(/[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/u);
        expect(plainText(plain)).toBe(plain);
      }),
      { numRuns: 1000 },
    );
  });

  it('handles long hostile texts: a pass that is not linear would not end here', () => {
    for (const unit of ['\x9d', '\x1b]', '\x1b[0', '\x1b ', '\x1b']) {
      expect(plainText(`${unit.repeat(1_000_000)}\nend`).endsWith('end')).toBe(true);
    }
  });
});

describe('colouredText', () => {
  it('keeps colours and nothing else of the terminal', () => {
    expect(colouredText('\x1b[31mred\x1b[0m \x1b[2Jx\x1b]0;t\x07\0')).toBe('\x1b[31mred\x1b[0m x');
    fc.assert(
      fc.property(hostile, (text) => {
        // eslint-disable-next-line no-control-regex
        expect(colouredText(text).replace(/\x1b\[[0-9;]*m/g, '')).not.toMatch(/[^\P{Cc}\n\t]/u);
      }),
    );
  });
});

describe('shorten and clip', () => {
  it('keep both ends around a visible marker', () => {
    const text = shorten(`begin${'x'.repeat(500)}end`, 100);
    expect(text).toMatch(/^beginx+\n\[… 408 or more characters left out …\]\nx+end$/);
    expect(shorten('short', 100)).toBe('short');
    expect(clip('one\n two   three', 9)).toBe('one two …');
  });

  it('stay within the limit and well-formed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 1, max: 150 }), (text, max) => {
        for (const cut of [shorten(text.toWellFormed(), max), clip(text.toWellFormed(), max)]) {
          expect(cut.length).toBeLessThanOrEqual(max);
          expect(cut.isWellFormed()).toBe(true);
        }
      }),
    );
  });
});
