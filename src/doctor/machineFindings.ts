import { statfs } from 'node:fs/promises';
import { execa } from 'execa';
import type { Finding } from './finding.js';

const MIN_FREE_BYTES = 2 * 2 ** 30;

/** Room where state and results are written. */
export async function diskFinding(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const text = `${(free / 2 ** 30).toFixed(1)} GiB free at ${folder}`;
  return { level: free < MIN_FREE_BYTES ? 'warn' : 'ok', subject: 'disk', text };
}

/** GPUs, as NVIDIA's own tool lists them. */
export async function gpuFinding(): Promise<Finding> {
  const result = await execa('nvidia-smi', ['--query-gpu=name,memory.total', '--format=csv,noheader'], {
    reject: false,
    timeout: 10_000,
    stdin: 'ignore',
  });
  const gpus = result.failed ? [] : result.stdout.split('\n').filter((line) => line.trim() !== '');
  if (gpus.length === 0) return { level: 'ok', subject: 'gpus', text: 'none found: this machine serves the cpu lane' };
  return { level: 'ok', subject: 'gpus', text: gpus.join('; ') };
}
