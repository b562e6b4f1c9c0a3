/** Which of the container's streams a piece of output came from. */
export type StreamName = 'stdout' | 'stderr';

const NAMES: Record<number, StreamName> = { 1: 'stdout', 2: 'stderr' };
const PREFIX_BYTES = 8;

/**
 * Splits the engine's multiplexed attach stream: an 8-byte prefix (stream number, three zeros, u32 big-endian
 * length), then the bytes. Iterative and without a buffer of its own for payloads: dockerode's `demuxStream`
 * recurses per frame and ignores back-pressure, so a hostile stream can take the worker down.
 */
export class Demultiplexer {
  #prefix = Buffer.alloc(0);
  #stream: StreamName | undefined;
  #remaining = 0;

  *push(chunk: Buffer): Generator<{ stream: StreamName; bytes: Buffer }> {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#remaining > 0) {
        const bytes = rest.subarray(0, this.#remaining);
        rest = rest.subarray(bytes.length);
        this.#remaining -= bytes.length;
        if (this.#stream) yield { stream: this.#stream, bytes };
        continue;
      }
      const missing = PREFIX_BYTES - this.#prefix.length;
      this.#prefix = Buffer.concat([this.#prefix, rest.subarray(0, missing)]);
      rest = rest.subarray(missing);
      if (this.#prefix.length < PREFIX_BYTES) return;
      this.#stream = NAMES[this.#prefix.readUInt8(0)];
      this.#remaining = this.#prefix.readUInt32BE(4);
      this.#prefix = Buffer.alloc(0);
    }
  }
}
