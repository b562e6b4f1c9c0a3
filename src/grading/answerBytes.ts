import type { Limits } from '../course/schema.js';

const SHARE = 8;

/**
 * What one answer of the notebook's may occupy in the checker: its bytes on the way there, and once more when it is
 * decoded. A comparison needs several times as much, so it is an eighth of the checker's memory.
 */
export function answerBytes({ memoryMiB }: Pick<Limits, 'memoryMiB'>): number {
  return Math.floor((memoryMiB * 1024 * 1024) / SHARE);
}

export function bytesOf(blobs: readonly Buffer[]): number {
  return blobs.reduce((sum, blob) => sum + blob.length, 0);
}
