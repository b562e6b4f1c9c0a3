import { expect, it } from 'vitest';
import { lineDiff } from '../../src/base/lineDiff.js';

const told = (before: string, after: string): string[] | undefined =>
  lineDiff(before, after)?.map(({ kind, text }) => `${{ same: ' ', added: '+', removed: '-' }[kind]}${text}`);

it('lays two texts side by side, line by line', () => {
  expect(told('a\nb\nc\nd', 'a\nc\nx\nd')).toEqual([' a', '-b', ' c', '+x', ' d']);
  expect(told('a\na\na', 'a\na')).toEqual([' a', ' a', '-a']);
  expect(told('', 'x')).toEqual(['-', '+x']);
  expect(told('same', 'same')).toEqual([' same']);
});

it('gives back both texts, whatever they are', () => {
  let seed = 7;
  const next = (most: number): number => (seed = (seed * 48_271) % 2_147_483_647) % most;
  for (let round = 0; round < 300; round++) {
    const [before, after] = [0, 1].map(() => Array.from({ length: next(12) }, () => 'ab'.charAt(next(2))).join('\n'));
    const lines = lineDiff(before ?? '', after ?? '') ?? [];
    const side = (but: string): string =>
      lines
        .filter(({ kind }) => kind !== but)
        .map(({ text }) => text)
        .join('\n');
    expect([side('added'), side('removed')]).toEqual([before, after]);
  }
});

it('does not begin where nobody would read it', () => {
  const many = (mark: string): string => Array.from({ length: 2_001 }, (_, index) => `${mark}${index}`).join('\n');
  expect(lineDiff(many('a'), many('b'))).toBeUndefined();
});
