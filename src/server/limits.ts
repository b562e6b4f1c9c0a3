import { MAX_BLOB_BYTES } from '../machine/blobStore.js';

/** What requests may be. */
export interface ServerLimits {
  /** A whole upload. */
  readonly uploadBytes: number;
  /** One submitted file. */
  readonly fileBytes: number;
  readonly metadataBytes: number;
  readonly files: number;
  /** The header of one part; file names are in it. */
  readonly partHeaderBytes: number;
  /** A whole upload, from first byte to last. */
  readonly uploadMs: number;
  /** In each period of so many milliseconds of an upload… */
  readonly stallMs: number;
  /** …at least so many bytes arrive. */
  readonly stallBytes: number;
  /** Submissions and feedback together. */
  readonly uploadsAtOnce: number;
  /** Of them, feedback: each may be some megabytes on its way through. */
  readonly feedbackAtOnce: number;
  /** A notebook for feedback, unpacked. */
  readonly feedbackBytes: number;
  /** A file for feedback: a zip, or a notebook with its outputs, as a page sends it. */
  readonly feedbackFileBytes: number;
  /** A blob that a worker stores. */
  readonly blobBytes: number;
  /** A JSON body. */
  readonly jsonBytes: number;
  /** Line and headers of a request. */
  readonly headerBytes: number;
  readonly connections: number;
}

export const DEFAULT_LIMITS: ServerLimits = {
  uploadBytes: 120_000_000,
  fileBytes: 100_000_000,
  metadataBytes: 32_000_000,
  files: 500,
  partHeaderBytes: 8_192,
  uploadMs: 120_000,
  stallMs: 10_000,
  stallBytes: 10_000,
  uploadsAtOnce: 64,
  feedbackAtOnce: 32,
  feedbackBytes: 5_000_000,
  feedbackFileBytes: 20_000_000,
  blobBytes: MAX_BLOB_BYTES,
  jsonBytes: 65_536,
  headerBytes: 16_384,
  connections: 5_000,
};
