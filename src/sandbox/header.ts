import { ProtocolViolation } from './violation.js';

/** Limits of one frame; the same numbers stand in docs/protocol.md and in `assay_wire`. */
export const FRAME_LIMITS = {
  headerBytes: 65_536,
  depth: 16,
  nodes: 10_000,
  blobs: 256,
  blobBytes: 64 * 1024 * 1024,
} as const;

/** A frame's header: an `op` and whatever belongs to it. The values in it are relayed, never interpreted. */
export interface Header {
  readonly op: string;
  readonly [key: string]: unknown;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a header and the lengths of its blobs.
 *
 * @throws {ProtocolViolation} where a rule of the wire is broken.
 */
export function parseHeader(bytes: Uint8Array): { header: Header; blobLengths: number[] } {
  let text: string;
  let value: unknown;
  try {
    text = utf8.decode(bytes);
    value = JSON.parse(text);
  } catch {
    throw new ProtocolViolation('the header is not JSON in UTF-8');
  }
  inspect(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ProtocolViolation('the header is not an object');
  }
  const { blobs, ...header } = value as Record<string, unknown>;
  if (typeof header['op'] !== 'string') throw new ProtocolViolation('the header has no op');
  return { header: header as Header, blobLengths: readBlobLengths(blobs) };
}

function readBlobLengths(blobs: unknown): number[] {
  if (blobs === undefined) return [];
  if (!Array.isArray(blobs) || blobs.length > FRAME_LIMITS.blobs) {
    throw new ProtocolViolation(`blobs is not a list of at most ${FRAME_LIMITS.blobs} lengths`);
  }
  let total = 0;
  for (const length of blobs as unknown[]) {
    if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0) {
      throw new ProtocolViolation('a blob length is not a whole number');
    }
    total += length;
    if (total > FRAME_LIMITS.blobBytes) throw new ProtocolViolation('the blobs are too large together');
  }
  return blobs as number[];
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s"{}[\]:,]+/gsu;

/**
 * Counts depth and nodes, and refuses repeated keys and numbers that a double does not hold: what `JSON.parse`
 * lets pass. The text is valid JSON already, so tokens are enough.
 */
function inspect(text: string): void {
  const open: { keys: Set<string> | null; expectsKey: boolean }[] = [];
  let field = '';
  let nodes = 0;
  for (const [token] of text.matchAll(TOKEN)) {
    const top = open.at(-1);
    if (token === '}' || token === ']') open.pop();
    else if (token === ',') {
      if (top?.keys) top.expectsKey = true;
    } else if (token === ':') {
      if (top) top.expectsKey = false;
    } else if (top?.keys && top.expectsKey) {
      const key = JSON.parse(token) as string;
      if (top.keys.has(key)) throw new ProtocolViolation('a key is repeated');
      top.keys.add(key);
      if (open.length === 1) field = key;
    } else {
      nodes += 1;
      if (nodes > FRAME_LIMITS.nodes) throw new ProtocolViolation('the header has too many values');
      if (token === '{' || token === '[') {
        open.push(token === '{' ? { keys: new Set(), expectsKey: true } : { keys: null, expectsKey: false });
        if (open.length > FRAME_LIMITS.depth) throw new ProtocolViolation('the header is nested too deeply');
      } else if (/^[-\d]/u.test(token)) checkNumber(token, field === 'blobs');
    }
  }
}

/**
 * `2.0` is an integer to JavaScript and none to Python: a length has to be written as one. And `1e16` would be relayed
 * as an integer that the other side refuses.
 */
function checkNumber(token: string, isLength: boolean): void {
  const value = Number(token);
  const isInteger = !/[.eE]/u.test(token);
  const isWhole = isInteger || !Number.isFinite(value) || Number.isInteger(value);
  const isExact = (isInteger || !isLength) && (!isWhole || Number.isSafeInteger(value));
  if (!isExact) throw new ProtocolViolation('a number in the header is out of range');
}
