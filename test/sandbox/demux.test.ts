import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Demultiplexer } from '../../src/sandbox/demux.js';
import { splitAt } from './pieces.js';

function packet(stream: number, payload: Buffer): Buffer {
  const prefix = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  prefix.writeUInt32BE(payload.length, 4);
  return Buffer.concat([prefix, payload]);
}

function demultiplex(chunks: readonly Buffer[]): { stdout: string; stderr: string } {
  const demultiplexer = new Demultiplexer();
  const text: Record<string, string[]> = { stdout: [], stderr: [] };
  for (const chunk of chunks) {
    for (const { stream, bytes } of demultiplexer.push(chunk)) text[stream]?.push(bytes.toString('hex'));
  }
  return { stdout: text['stdout']?.join('') ?? '', stderr: text['stderr']?.join('') ?? '' };
}

describe('Demultiplexer', () => {
  it('gives each stream its bytes, wherever the chunks are cut', () => {
    const packets = fc.array(fc.tuple(fc.constantFrom(0, 1, 2, 3, 255), fc.uint8Array({ maxLength: 40 })));
    fc.assert(
      fc.property(packets, fc.array(fc.nat({ max: 400 })), (sent, cuts) => {
        const bytes = Buffer.concat(sent.map(([stream, payload]) => packet(stream, Buffer.from(payload))));
        const of = (stream: number): string =>
          Buffer.concat(sent.filter(([number]) => number === stream).map(([, payload]) => payload)).toString('hex');
        // Streams other than 1 and 2 are nobody's.
        expect(demultiplex(splitAt(bytes, cuts))).toEqual({ stdout: of(1), stderr: of(2) });
      }),
    );
  });

  it('takes a million packets of one byte in one chunk, and one byte at a time', () => {
    const count = 1_000_000;
    const stream = Buffer.concat(Array<Buffer>(count).fill(packet(1, Buffer.from('x'))));
    expect(demultiplex([stream]).stdout).toHaveLength(2 * count);
    const few = stream.subarray(0, 9 * 1000);
    expect(demultiplex([...few].map((byte) => Buffer.from([byte]))).stdout).toHaveLength(2000);
  });

  it('takes a million empty packets, which yield nothing', () => {
    const stream = Buffer.concat(Array<Buffer>(1_000_000).fill(packet(2, Buffer.alloc(0))));
    expect([...new Demultiplexer().push(stream)]).toEqual([]);
  });

  it('passes on the beginning of a packet that claims 4 GiB without waiting for its end', () => {
    const claimed = Buffer.from([1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x61, 0x62]);
    expect(demultiplex([claimed])).toEqual({ stdout: '6162', stderr: '' });
  });
});
