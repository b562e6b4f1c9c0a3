import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonFault, withoutUnread } from '../../src/intake/jsonScan.js';

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

describe('withoutUnread', () => {
  const unread = { key: 'out', depth: 2, maxValues: 6 };
  const without = (text: string) => withoutUnread(text, { maxDepth: 9, maxValues: 7 }, unread);

  it('leaves out the values of one key at one depth, and nothing else', () => {
    expect(without('[{"out": [1, {"out": 2}] , "a": "out"}]')).toBe('[{"out":null , "a": "out"}]');
    expect(without('[{"out":"x"},{"out":7,"b":{"out":8}}]')).toBe('[{"out":null},{"out":null,"b":{"out":8}}]');
    expect(without('{"out":{"a":1}}')).toBe('{"out":{"a":1}}');
  });

  it('leaves JSON that says the same of all the rest', () => {
    const cell = fc.record({ out: fc.jsonValue(), source: fc.jsonValue() }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.array(cell), fc.constantFrom(0, 1), (cells, indent) => {
        const many = { maxDepth: 64, maxValues: 100_000 };
        const read = withoutUnread(JSON.stringify(cells, null, indent), many, { ...unread, maxValues: 100_000 });
        const expected = cells.map((each) => ('out' in each ? { ...each, out: null } : each));
        expect(JSON.parse(read as string)).toEqual(JSON.parse(JSON.stringify(expected)));
      }),
    );
  });

  it('counts them by themselves, and finds their faults', () => {
    expect(without('[{"out":[1,2,3,4,5]},1,2,3]')).toEqual(expect.any(String));
    expect(without('[{"out":[1,2,3,4,5,6]}]')).toMatchObject({ kind: 'tooMany' });
    expect(without('[{"a":[1,2,3,4,5]}]')).toMatchObject({ kind: 'tooMany' });
    expect(without('[{"out":1,"out":1,"out":1,"out":1,"out":1}]')).toEqual(expect.any(String));
    expect(without('[{"out":1,"out":1,"out":1,"out":1,"out":1,"out":1}]')).toMatchObject({ kind: 'tooMany' });
    expect(without('[{"out":[1,2}]')).toEqual({ kind: 'invalid', offset: 12 });
  });
});
