import { open, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { PlatformError } from '../base/platformError.js';
import { MAX_BLOB_BYTES, sha256, sha256OfFile, type BlobStore } from './blobStore.js';

export interface HttpBlobStoreOptions {
  /** Of the server, e.g. `https://assay.example.edu`; blobs are at `/v1/blobs/<digest>` below it. */
  readonly url: string;
  readonly workerKey: string;
  /** The first pause between tries, doubled by each further one; 250 ms where absent. */
  readonly backoffMs?: number;
  /** How long one try may take; 60 s where absent. */
  readonly timeoutMs?: number;
}

/** With pauses of 250 ms, 500 ms, … it sits out half a minute of a server that restarts. */
const TRIES = 8;

/** Of a large file: a slow network still brings more in this time. */
const BYTES_PER_MS = 1_000;

interface Asked<T> {
  readonly body?: Uint8Array;
  /** What one try may take longer than usual. */
  readonly moreMs?: number;
  readonly take: (response: Response) => Promise<T>;
}

/**
 * The server's blob store, for workers on other machines, which hold this key and no other. Bytes are checked against
 * their digest here, too. Failed connections, 429 and 5xx are tried again; all calls end.
 *
 * @throws {PlatformError} where the server does not answer, refuses the key, or has other bytes.
 */
export function httpBlobStore({
  url,
  workerKey,
  backoffMs = 250,
  timeoutMs = 60_000,
}: HttpBlobStoreOptions): BlobStore {
  const request = async <T>(method: 'GET' | 'PUT', digest: string, asked: Asked<T>): Promise<T> => {
    if (!/^[0-9a-f]{64}$/u.test(digest)) throw new Error('A blob digest is not 64 hex digits.');
    const { body, moreMs = 0, take } = asked;
    const address = new URL(`/v1/blobs/${digest}`, url);
    const headers = { authorization: `Bearer ${workerKey}` };
    let problem: unknown;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      if (attempt > 0) await sleep(backoffMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2));
      try {
        const response = await fetch(address, {
          method,
          headers,
          redirect: 'error',
          signal: AbortSignal.timeout(timeoutMs + moreMs),
          ...(body === undefined ? {} : { body: body as Uint8Array<ArrayBuffer> }),
        });
        if (response.ok) return await take(response);
        await response.body?.cancel();
        problem = `HTTP ${response.status}`;
        if (response.status < 500 && response.status !== 429) break;
      } catch (error) {
        if (error instanceof PlatformError) throw error;
        problem = error;
      }
    }
    throw unreachable(method, problem);
  };
  return {
    async put(bytes) {
      const digest = sha256(bytes);
      await request('PUT', digest, { body: bytes, take: (response) => whole(response, MAX_BLOB_BYTES) });
      return digest;
    },
    async get(digest) {
      const bytes = await request('GET', digest, { take: (response) => whole(response, MAX_BLOB_BYTES) });
      if (sha256(bytes) !== digest) throw damaged(digest);
      return bytes;
    },
    async copyTo(file, { sha256: digest, bytes }) {
      const take = async (response: Response): Promise<void> => {
        await rm(file, { force: true });
        await using handle = await open(file, 'wx');
        for await (const chunk of bounded(response, bytes)) await handle.writeFile(chunk);
      };
      await request('GET', digest, { take, moreMs: Math.ceil(bytes / BYTES_PER_MS) });
      if ((await sha256OfFile(file)) !== digest) throw damaged(digest);
    },
  };
}

async function whole(response: Response, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bounded(response, maxBytes)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* bounded(response: Response, maxBytes: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) {
      throw new PlatformError(`The server’s blob is larger than ${maxBytes} bytes.`, {
        remedy: 'Operator: look at what answers at ASSAY_SERVER_URL.',
      });
    }
    yield chunk;
  }
}

function unreachable(method: string, problem: unknown): PlatformError {
  const isRefused = problem === 'HTTP 401' || problem === 'HTTP 403';
  const what = typeof problem === 'string' ? `answers ${problem}` : 'does not answer';
  return new PlatformError(`The server ${what} to ${method} of a blob.`, {
    cause: problem,
    remedy: isRefused
      ? 'Operator: give this worker the key that the server knows, in ASSAY_WORKER_KEY or ASSAY_WORKER_KEY_FILE.'
      : 'Operator: check ASSAY_SERVER_URL, the network and the server’s log.',
  });
}

function damaged(digest: string): PlatformError {
  return new PlatformError(`The server’s blob ${digest} is damaged.`, {
    remedy: 'Operator: look at the disk of the server’s state folder.',
  });
}
