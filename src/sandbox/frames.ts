import { FRAME_LIMITS, parseHeader, type Header } from './header.js';
import { ProtocolViolation } from './violation.js';

const PREFIX_BYTES = 4;
/** Below this one write of a copy costs less than several. */
const SMALL_BYTES = 65_536;

/** One message: a header and its raw bytes. */
export interface Frame {
  readonly header: Header;
  readonly blobs: readonly Buffer[];
}

/**
 * Encodes one frame, as buffers to write in this order: large blobs are not copied.
 *
 * @throws {ProtocolViolation} where it would break a limit that the reader enforces.
 * @example
 * for (const part of encodeFrame({ op: 'cell', index: 0 }, [Buffer.from('x = 1')])) stream.write(part);
 */
export function encodeFrame(header: Header, blobs: readonly Buffer[] = []): readonly Buffer[] {
  const headerBytes = Buffer.from(headerText(header, blobs), 'utf8');
  if (headerBytes.length > FRAME_LIMITS.headerBytes) throw new ProtocolViolation('the header is too long');
  const length = Buffer.alloc(PREFIX_BYTES);
  length.writeUInt32LE(headerBytes.length);
  const isSmall = blobs.reduce((sum, blob) => sum + blob.length, 0) <= SMALL_BYTES;
  return isSmall ? [Buffer.concat([length, headerBytes, ...blobs])] : [length, headerBytes, ...blobs];
}

/** Whether what a peer said can be said again: `1e9` is longer in JavaScript's words. */
export function fitsFrame(header: Header, blobs: readonly Buffer[]): boolean {
  return Buffer.byteLength(headerText(header, blobs)) <= FRAME_LIMITS.headerBytes;
}

function headerText(header: Header, blobs: readonly Buffer[]): string {
  return JSON.stringify(blobs.length > 0 ? { ...header, blobs: blobs.map((blob) => blob.length) } : header);
}

/** Cuts a byte stream into frames, holding no more than the frame that is arriving. */
export class FrameReader {
  /** The part of the stream that comes next is `#wanted` bytes; `#filled` of them are in `#part`. */
  #part = Buffer.alloc(0);
  #filled = 0;
  #wanted = PREFIX_BYTES;
  #hasLength = false;
  #pending: { header: Header; blobLengths: number[] } | undefined;

  /** True where the stream may end here without cutting a frame. */
  get isAtBoundary(): boolean {
    return this.#filled === 0 && !this.#hasLength;
  }

  /**
   * Takes the next bytes of the stream and yields the frames that they complete.
   *
   * @throws {ProtocolViolation} where a rule of the wire is broken; the reader is of no use afterwards.
   */
  *push(chunk: Buffer): Generator<Frame> {
    let rest = chunk;
    while (rest.length > 0) {
      const piece = rest.subarray(0, this.#wanted - this.#filled);
      rest = rest.subarray(piece.length);
      const part = this.#collect(piece);
      const frame = part && this.#advance(part);
      if (frame) yield frame;
    }
  }

  /** The whole part once it is here. Copies each byte a bounded number of times, however small the pieces are. */
  #collect(piece: Buffer): Buffer | undefined {
    if (piece.length === this.#wanted) return piece;
    const filled = this.#filled + piece.length;
    if (filled > this.#part.length) {
      // Room grows with what has come, not with what a header promises.
      const grown = Buffer.allocUnsafe(Math.min(this.#wanted, Math.max(4 * filled, 65_536)));
      this.#part.copy(grown, 0, 0, this.#filled);
      this.#part = grown;
    }
    piece.copy(this.#part, this.#filled);
    this.#filled = filled;
    if (filled < this.#wanted) return undefined;
    const whole = this.#part.subarray(0, filled);
    this.#part = Buffer.alloc(0);
    this.#filled = 0;
    return whole;
  }

  #advance(part: Buffer): Frame | undefined {
    if (!this.#hasLength) {
      this.#hasLength = true;
      this.#wanted = part.readUInt32LE();
      if (this.#wanted < 2 || this.#wanted > FRAME_LIMITS.headerBytes) {
        throw new ProtocolViolation('the header length is out of range');
      }
      return undefined;
    }
    if (this.#pending) return this.#finish(this.#pending, part);
    const pending = parseHeader(part);
    this.#wanted = pending.blobLengths.reduce((sum, length) => sum + length, 0);
    if (this.#wanted === 0) return this.#finish(pending, Buffer.alloc(0));
    this.#pending = pending;
    return undefined;
  }

  #finish({ header, blobLengths }: { header: Header; blobLengths: number[] }, bytes: Buffer): Frame {
    let offset = 0;
    const blobs = blobLengths.map((length) => bytes.subarray(offset, (offset += length)));
    this.#pending = undefined;
    this.#hasLength = false;
    this.#wanted = PREFIX_BYTES;
    return { header, blobs };
  }
}
