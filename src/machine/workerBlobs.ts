import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { PlatformError } from '../base/platformError.js';
import { blobFolder, workersBlobs } from './blobFolder.js';
import type { BlobStore } from './blobStore.js';
import { httpBlobStore } from './httpBlobStore.js';

const urlSchema = z.url({ protocol: /^https?$/u });

/**
 * Where a worker's blobs are: at the server of `ASSAY_SERVER_URL`, with the key of `ASSAY_WORKER_KEY` or of the file
 * `ASSAY_WORKER_KEY_FILE`; else in the state folder, which the server then shares.
 *
 * @throws {PlatformError} where the address is none, or the key is missing.
 */
export async function workerBlobs(stateDir: string, env: NodeJS.ProcessEnv): Promise<BlobStore> {
  const url = env['ASSAY_SERVER_URL'] ?? '';
  if (url === '') return workersBlobs(blobFolder(`${stateDir}/blobs`));
  if (!urlSchema.safeParse(url).success) {
    throw new PlatformError('ASSAY_SERVER_URL is not an address of the form https://host.', {
      remedy: 'Operator: correct it, or unset it to use the blobs of the state folder.',
    });
  }
  return httpBlobStore({ url, workerKey: await workerKey(env) });
}

async function workerKey(env: NodeJS.ProcessEnv): Promise<string> {
  const file = env['ASSAY_WORKER_KEY_FILE'] ?? '';
  const text = env['ASSAY_WORKER_KEY'] ?? (file === '' ? '' : await readFile(file, 'utf8').catch(() => ''));
  const key = text.trim();
  if (/^[\x21-\x7e]{16,512}$/u.test(key)) return key;
  throw new PlatformError('There is no worker key, or it is not 16 or more characters without spaces.', {
    remedy:
      'Operator: put the key that the server knows into ASSAY_WORKER_KEY, or its file into ASSAY_WORKER_KEY_FILE.',
  });
}
