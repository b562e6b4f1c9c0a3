import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pickJson, type Shape } from '../../src/intake/jsonPick.js';

const bounds = { maxDepth: 4, maxValues: 7 };
const shape = { a: 'value', list: [{ b: 'value' }] } as const;
const pick = (text: string, of: Shape = shape): unknown => {
  const picked = pickJson(text, of, bounds);
  return 'kind' in picked ? `${picked.kind} ${picked.offset}` : (JSON.parse(JSON.stringify(picked.value)) as unknown);
};

describe('pickJson', () => {
  it.each([
    ['{"a": 1, "x": 2, "list": [{"b": [true], "c": 3}, {}]}', { a: 1, list: [{ b: [true] }, {}] }],
    ['{"\\u0061": "\\n", "a ": 1}', { a: '\n' }],
    ['{"a": 1, "a": {"b": 2}}', { a: { b: 2 } }],
    ['{"list": {"b": 1}, "a": null}', { a: null }],
    ['{"list": [7, [], {"b": 1}]}', { list: [null, null, { b: 1 }] }],
    ['{"__proto__": {"a": 1}, "constructor": 2}', {}],
    ['[{"a": 1}]', undefined],
  ])('takes what the shape names of %s, and the last of equal keys', (text, expected) => {
    const picked = pickJson(text, shape, bounds);
    const value = 'kind' in picked ? picked : picked.value;
    expect(value === undefined ? value : JSON.parse(JSON.stringify(value))).toEqual(expected);
  });

  it.each([
    'NaN',
    '-Infinity',
    '[NaN, {"x": Infinity, "x": 1, "x": nan}]',
    '01',
    'None',
    '"a\nraw line break, \\x1b and \\u12"',
    '"\\\\"',
    '["\\\\\\"]", "]"]',
    `${'['.repeat(500_000)}${']'.repeat(500_000)}`,
    `[${'{},'.repeat(1_000)}0]`,
  ])('moves over what is not read, be it %.40s', (unread) => {
    expect(pick(`{"x": ${unread}, "list": [{"y": ${unread}, "b": 1}], "a": 2}`)).toEqual({ a: 2, list: [{ b: 1 }] });
  });

  it.each([
    ['{"a": NaN}', 'invalid 6'],
    ['{"a": [1,]}', 'invalid 9'],
    ['{"x": [1,2}, "a": 1}', 'invalid 10'],
    ['{"x": {1: 2}}', 'invalid 7'],
    ['{"x": [1 2]}', 'invalid 9'],
    ['{"x": ,}', 'invalid 6'],
    ['{"x": "abc', 'truncated 10'],
    ['{"x": [[1, 2', 'truncated 12'],
    ['{"a": 1} {', 'trailing 9'],
    ['{"a": [[[[[1]]]]]}', 'tooDeep 10'],
    ['{"a": [1,2,3,4,5,6]}', 'tooMany 17'],
    ['{"list": [1,2,3,4,5,6]}', 'tooMany 20'],
    [`{"x": ${'['.repeat(1_000_001)}`, 'tooDeep 1000006'],
  ])('finds the fault of %.40s', (text, fault) => {
    expect(pick(text)).toBe(fault);
  });

  it('agrees with JSON.parse on every document', () => {
    const many = { maxDepth: 64, maxValues: 100_000 };
    const cell = fc.record({ out: fc.jsonValue(), source: fc.jsonValue() }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.array(cell), fc.constantFrom(0, 1), (cells, indent) => {
        const picked = pickJson(JSON.stringify(cells, null, indent), [{ source: 'value' }], many);
        const expected = cells.map((each) => ('source' in each ? { source: each.source } : {}));
        expect(JSON.parse(JSON.stringify(picked))).toEqual({ value: JSON.parse(JSON.stringify(expected)) as unknown });
      }),
    );
  });
});
