import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame, FrameReader, type Frame } from '../../src/sandbox/frames.js';
import { FRAME_LIMITS } from '../../src/sandbox/header.js';
import { ProtocolViolation } from '../../src/sandbox/violation.js';
import { frameOf } from './hostileFrames.js';
import { splitAt } from './pieces.js';

const header = fc
  .dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 4 }))
  .filter((fields) => !('blobs' in fields) && !/\d{16}|\de\+/u.test(JSON.stringify(fields)))
  .map((fields) => ({ ...fields, op: 'test' }));
const blobs = fc.array(
  fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
  { maxLength: 5 },
);

function read(chunks: readonly Buffer[]): Frame[] {
  const reader = new FrameReader();
  return chunks.flatMap((chunk) => [...reader.push(chunk)]);
}

describe('frames', () => {
  it('come out as they went in, wherever the stream is cut', () => {
    const sent = fc.array(fc.record({ header, blobs }), { maxLength: 5 });
    fc.assert(
      fc.property(sent, fc.array(fc.nat({ max: 600 })), (frames, cuts) => {
        const stream = Buffer.concat(frames.flatMap((frame) => encodeFrame(frame.header, frame.blobs)));
        const plain = frames.map((frame) => ({
          header: JSON.parse(JSON.stringify(frame.header)) as unknown,
          blobs: frame.blobs,
        }));
        expect(read(splitAt(stream, cuts))).toEqual(plain);
        expect(read([...stream].map((byte) => Buffer.from([byte])))).toEqual(plain);
      }),
    );
  });

  it('never take anything but a violation out of arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          read([Buffer.from(bytes)]);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolViolation);
        }
      }),
    );
  });

  it('of a large blob in single bytes are read in time that grows with its size alone', () => {
    const blob = Buffer.alloc(2_000_000, 7);
    const stream = Buffer.concat(encodeFrame({ op: 'test' }, [blob]));
    const reader = new FrameReader();
    let found: Frame | undefined;
    for (let offset = 0; offset < stream.length; offset += 1) {
      for (const frame of reader.push(stream.subarray(offset, offset + 1))) found = frame;
    }
    expect(found?.blobs[0]?.equals(blob)).toBe(true);
    expect(reader.isAtBoundary).toBe(true);
  });

  it('by the hundred thousand in one chunk are all read', () => {
    const stream = Buffer.concat(
      Array<readonly Buffer[]>(100_000)
        .fill(encodeFrame({ op: 'x' }))
        .flat(),
    );
    expect(read([stream])).toHaveLength(100_000);
  });

  it('know where a stream may end', () => {
    const stream = Buffer.concat(encodeFrame({ op: 'x' }, [Buffer.from('ab')]));
    for (let length = 0; length <= stream.length; length += 1) {
      const reader = new FrameReader();
      const complete = [...reader.push(stream.subarray(0, length))].length;
      expect(reader.isAtBoundary).toBe(length === 0 || complete === 1);
    }
  });

  it('promise nothing that makes the reader reserve memory', () => {
    const before = process.memoryUsage().arrayBuffers;
    const readers = Array.from({ length: 200 }, () => {
      const reader = new FrameReader();
      expect([...reader.push(frameOf(`{"op":"x","blobs":[${FRAME_LIMITS.blobBytes}]}`, Buffer.from('a')))]).toEqual([]);
      return reader;
    });
    expect(readers).toHaveLength(200);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(FRAME_LIMITS.blobBytes);
  });

  it.each([
    ['header of one byte', Buffer.from([1, 0, 0, 0, 0x7b])],
    ['header length beyond the limit', Buffer.from([1, 0, 1, 0])],
    ['list as header', frameOf('[1]')],
    ['no op', frameOf('{"a":1}')],
    ['repeated key', frameOf('{"op":"x","op":"x"}')],
    ['repeated key, written differently', frameOf('{"op":"x","a":{"b":1,"\\u0062":2}}')],
    ['NaN', frameOf('{"op":"x","a":NaN}')],
    ['integer that a double does not hold', frameOf('{"op":"x","a":9007199254740993}')],
    ['integer that a double does not hold, as a power of ten', frameOf('{"op":"x","a":1e16}')],
    ['number that overflows', frameOf('{"op":"x","a":1e999}')],
    ['nesting', frameOf(`{"op":"x","a":${'['.repeat(16)}${']'.repeat(16)}}`)],
    ['many values', frameOf(`{"op":"x","a":[${'0,'.repeat(10_000)}0]}`)],
    ['byte that is not UTF-8', frameOf(Buffer.from([...Buffer.from('{"op":"'), 0xff, ...Buffer.from('"}')]))],
    ['byte-order mark', frameOf('\ufeff{"op":"x"}')],
    ['negative length', frameOf('{"op":"x","blobs":[-1]}')],
    ['length as a decimal', frameOf('{"op":"x","blobs":[1.0]}')],
    ['lengths that are no list', frameOf('{"op":"x","blobs":1}')],
    ['null for lengths', frameOf('{"op":"x","blobs":null}')],
    ['too many blobs', frameOf(`{"op":"x","blobs":[${'0,'.repeat(256)}0]}`)],
    ['blobs too large together', frameOf(`{"op":"x","blobs":[${FRAME_LIMITS.blobBytes},1]}`)],
  ])('are refused with a %s', (_, bytes) => {
    expect(() => read([bytes])).toThrow(ProtocolViolation);
  });

  it.each([
    ['the deepest nesting', `{"op":"x","a":${'['.repeat(15)}${']'.repeat(15)}}`],
    ['the most values', `{"op":"x","a":[${'0,'.repeat(9_996)}0]}`],
    ['brackets and escapes in strings', '{"op":"x","a":"[[[{\\"}],:\\\\","[":1}'],
    ['the names of an object’s own parts', '{"op":"x","__proto__":{"a":1},"constructor":null,"toString":0}'],
    ['the largest integers', '{"op":"x","a":[9007199254740991,-9007199254740991,-0]}'],
    ['white space', ' {\n"op"\t:\r"x" } '],
  ])('are accepted with %s', (_, text) => {
    expect(read([frameOf(text)])).toHaveLength(1);
  });

  it('are not sent where the reader would refuse them', () => {
    expect(() => encodeFrame({ op: 'x', text: 'y'.repeat(FRAME_LIMITS.headerBytes) })).toThrow(ProtocolViolation);
  });
});
