import { describe, expect, it } from 'vitest';
import { loadVectors, outputOf } from './vectors.js';

const files = loadVectors();

/** Takes the keys that must be absent out of an expectation, and checks them. */
function splitAbsent(expected: unknown, actual: unknown, path: string): unknown {
  if (expected === null || typeof expected !== 'object' || Array.isArray(expected)) return expected;
  return Object.fromEntries(
    Object.entries(expected).flatMap(([key, value]: [string, unknown]) => {
      const at = `${path}.${key}`;
      const within: unknown = actual !== null && typeof actual === 'object' ? Reflect.get(actual, key) : undefined;
      if (value !== 'ABSENT') return [[key, splitAbsent(value, within, at)]];
      expect(within, at).toBeUndefined();
      return [];
    }),
  );
}

describe.each(files)('$section', ({ vectors }) => {
  it.each(vectors)('$id: $why', (vector) => {
    const actual = outputOf(vector);
    expect(actual).toMatchObject(splitAbsent(vector.expect, actual, 'output') as object);
  });
});

it('has vectors that say how their numbers came about, each under its own name', () => {
  const all = files.flatMap(({ vectors }) => vectors);
  expect(all.length).toBeGreaterThanOrEqual(120);
  expect(all.filter(({ why }) => why.length < 10)).toEqual([]);
  const ids = all.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});
