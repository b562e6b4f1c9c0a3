import { statfs } from 'node:fs/promises';
import type { Finding } from './finding.js';

const MIN_FREE_BYTES = 2 * 2 ** 30;

/** Room where state and results are written. */
export async function diskFinding(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const text = `${(free / 2 ** 30).toFixed(1)} GiB free at ${folder}`;
  return { level: free < MIN_FREE_BYTES ? 'warn' : 'ok', subject: 'disk', text };
}
