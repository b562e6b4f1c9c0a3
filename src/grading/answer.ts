import type { CallError } from './messages.js';

/** An answer to a call: a value with its blobs, or why there is none. */
export interface Answer {
  readonly value?: unknown;
  readonly error?: CallError;
  readonly blobs?: readonly Buffer[];
}
