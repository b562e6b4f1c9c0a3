import { JsonFaultError, JsonScanner, type JsonBounds, type JsonFault } from './jsonScan.js';

/**
 * What of a document is read: a whole value, a count (1, 2, …; anything else counts for nothing, and hinders nothing), the elements of a list, or the values under these keys of an object.
 * Where another kind of value stands than the shape says, nothing is read of it.
 */
export type Shape = 'value' | 'count' | readonly [Shape] | { readonly [key: string]: Shape };

/**
 * Builds what the shape names, and nothing else. That must be JSON to the letter and within bounds; the rest is only
 * moved over, so that neither its size nor a bare `NaN` in it decides anything. Of equal keys, the last counts. Objects
 * have no prototype.
 *
 * @example
 * pickJson('{"a": [1, 2], "b": {"c": NaN}}', { a: 'value' }, bounds); // { value: { a: [1, 2] } }
 */
export function pickJson(text: string, shape: Shape, bounds: JsonBounds): { readonly value: unknown } | JsonFault {
  try {
    const scanner = new JsonScanner(text, bounds);
    const value = pick(scanner, shape);
    scanner.end();
    return { value };
  } catch (error) {
    if (error instanceof JsonFaultError) return error.fault;
    throw error;
  }
}

/** As deep as the shape is, whatever the text is. */
function pick(scanner: JsonScanner, shape: Shape): unknown {
  if (shape === 'value') return JSON.parse(scanner.value()) as unknown;
  if (shape === 'count') {
    const text = scanner.skip();
    return /^[1-9]\d{0,8}$/u.test(text) ? Number(text) : undefined;
  }
  scanner.count();
  const next = scanner.peek();
  if (isListShape(shape)) {
    if (next === '[') return pickList(scanner, shape[0]);
  } else if (next === '{') return pickObject(scanner, shape);
  scanner.skip();
  return undefined;
}

function pickList(scanner: JsonScanner, shape: Shape): unknown[] {
  scanner.expect('[');
  const list: unknown[] = [];
  if (scanner.take(']')) return list;
  do list.push(pick(scanner, shape));
  while (scanner.take(','));
  scanner.expect(']');
  return list;
}

function pickObject(scanner: JsonScanner, shape: { readonly [key: string]: Shape }): Record<string, unknown> {
  scanner.expect('{');
  const object = Object.create(null) as Record<string, unknown>;
  if (scanner.take('}')) return object;
  do {
    const key = keyIn(scanner.looseString());
    scanner.expect(':');
    const of = key !== undefined && Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (key === undefined || of === undefined) scanner.skip();
    else object[key] = pick(scanner, of);
  } while (scanner.take(','));
  scanner.expect('}');
  return object;
}

/** Undefined where it has an escape that JSON does not know: then it is none that a shape names. */
function keyIn(text: string): string | undefined {
  if (!text.includes('\\')) return text.slice(1, -1);
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}

function isListShape(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}
