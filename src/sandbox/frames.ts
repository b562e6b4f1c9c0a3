import { FRAME_LIMITS, parseHeader, type Header } from './header.js';
import { ProtocolViolation } from './violation.js';

/** One message: a header and its raw bytes. */
export interface Frame {
  readonly header: Header;
  readonly blobs: readonly Buffer[];
}

/**
 * Encodes one frame.
 *
 * @throws {ProtocolViolation} where it would break a limit that the reader enforces.
 * @example
 * stream.write(encodeFrame({ op: 'cell', index: 0 }, [Buffer.from('x = 1')]));
 */
export function encodeFrame(header: Header, blobs: readonly Buffer[] = []): Buffer {
  const json = JSON.stringify(blobs.length > 0 ? { ...header, blobs: blobs.map((blob) => blob.length) } : header);
  const headerBytes = Buffer.from(json, 'utf8');
  if (headerBytes.length > FRAME_LIMITS.headerBytes) throw new ProtocolViolation('the header is too long');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(headerBytes.length);
  return Buffer.concat([length, headerBytes, ...blobs]);
}

/** Cuts a byte stream into frames, holding no more than the frame that is arriving. */
export class FrameReader {
  readonly #chunks: Buffer[] = [];
  #buffered = 0;
  #wanted = 4;
  #headerLength: number | undefined;
  #pending: { header: Header; blobLengths: number[] } | undefined;

  /** True where the stream may end here without cutting a frame. */
  get isAtBoundary(): boolean {
    return this.#buffered === 0 && this.#headerLength === undefined;
  }

  /**
   * Takes the next bytes of the stream and yields the frames that they complete.
   *
   * @throws {ProtocolViolation} where a rule of the wire is broken; the reader is of no use afterwards.
   */
  *push(chunk: Buffer): Generator<Frame> {
    if (chunk.length > 0) this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    while (this.#buffered >= this.#wanted) {
      const frame = this.#advance();
      if (frame) yield frame;
    }
  }

  #advance(): Frame | undefined {
    const bytes = this.#take(this.#wanted);
    if (this.#headerLength === undefined) {
      this.#headerLength = bytes.readUInt32LE();
      if (this.#headerLength < 2 || this.#headerLength > FRAME_LIMITS.headerBytes) {
        throw new ProtocolViolation('the header length is out of range');
      }
      this.#wanted = this.#headerLength;
      return undefined;
    }
    if (!this.#pending) {
      this.#pending = parseHeader(bytes);
      this.#wanted = this.#pending.blobLengths.reduce((sum, length) => sum + length, 0);
      if (this.#wanted > 0) return undefined;
      return this.#finish(Buffer.alloc(0));
    }
    return this.#finish(bytes);
  }

  #finish(bytes: Buffer): Frame {
    const { header, blobLengths } = this.#pending ?? { header: { op: '' }, blobLengths: [] };
    let offset = 0;
    const blobs = blobLengths.map((length) => bytes.subarray(offset, (offset += length)));
    this.#pending = undefined;
    this.#headerLength = undefined;
    this.#wanted = 4;
    return { header, blobs };
  }

  #take(length: number): Buffer {
    if (length === 0) return Buffer.alloc(0);
    const parts: Buffer[] = [];
    let missing = length;
    while (missing > 0) {
      const chunk = this.#chunks.shift();
      if (!chunk) throw new RangeError('fewer bytes are buffered than were counted');
      if (chunk.length > missing) this.#chunks.unshift(chunk.subarray(missing));
      parts.push(chunk.subarray(0, missing));
      missing -= Math.min(missing, chunk.length);
    }
    this.#buffered -= length;
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts, length);
  }
}
