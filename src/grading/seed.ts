import { createHmac } from 'node:crypto';

/**
 * The seed of one check for one submission: HMAC-SHA-256 under the server's secret, so that a student can neither
 * know nor choose it, and a second run draws the same numbers as the first.
 *
 * @returns 64 hex digits.
 */
export function checkSeed(secret: Uint8Array, submission: string, assignmentDigest: string, check: string): string {
  return createHmac('sha256', secret).update([submission, assignmentDigest, check].join('\n')).digest('hex');
}
