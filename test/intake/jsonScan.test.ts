import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonFault } from '../../src/intake/jsonScan.js';

const bounds = { maxDepth: 64, maxValues: 100_000 };

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('findJsonFault', () => {
  it('agrees with JSON.parse on valid documents, and finds every cut', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5, stringUnit: 'binary' }), fc.nat(), (text, at) => {
        expect(findJsonFault(text, bounds)).toBeUndefined();
        const cut = text.slice(0, at % (text.length + 1));
        expect(findJsonFault(cut, bounds) === undefined).toBe(parses(cut));
      }),
    );
  });

  it('agrees with JSON.parse on text that is nearly JSON', () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '1',
      '-',
      '01',
      '1.',
      '.5',
      '1e',
      '2E+7',
      'true',
      'nul',
      '\\',
      '\\u12',
      ' ',
      '\n',
      '\t',
      '\u0001',
      'é',
      'NaN',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 12 }), (tokens) => {
        const text = tokens.join('');
        expect(findJsonFault(text, bounds) === undefined).toBe(parses(text));
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['[1, 2', { kind: 'truncated', offset: 5 }],
    ['{"a": tru', { kind: 'truncated', offset: 6 }],
    ['"abc\\u12', { kind: 'truncated', offset: 4 }],
    ['[1 2]', { kind: 'invalid', offset: 3 }],
    ['{"a" 1}', { kind: 'invalid', offset: 5 }],
    ['[1] 2', { kind: 'trailing', offset: 4 }],
    ['[[[1]]]', undefined],
  ])('%j', (text, fault) => {
    expect(findJsonFault(text, bounds)).toEqual(fault);
  });

  it('counts depth and values', () => {
    expect(findJsonFault('[[[]]]', { maxDepth: 3, maxValues: 9 })).toBeUndefined();
    expect(findJsonFault('[[[[]]]]', { maxDepth: 3, maxValues: 9 })).toEqual({ kind: 'tooDeep', offset: 3 });
    expect(findJsonFault('[1,2,3]', { maxDepth: 3, maxValues: 3 })).toMatchObject({ kind: 'tooMany' });
  });
});
