import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { httpBlobStore } from '../../src/machine/httpBlobStore.js';
import { workerBlobs } from '../../src/machine/workerBlobs.js';
import { testFolder } from '../support/folder.js';

const KEY = 'a worker key is 16 or more'.replaceAll(' ', '-');

/** A server that keeps blobs, as the real one does, behind what `before` does to a request; it says whether it did. */
async function blobServer(before: (...args: [...Parameters<RequestListener>, number]) => boolean = () => false) {
  const blobs = new Map<string, Buffer>();
  let seen = 0;
  const server = createServer((request, response) => {
    void (async () => {
      if (before(request, response, ++seen)) return;
      if (request.headers.authorization !== `Bearer ${KEY}`) return void response.writeHead(401).end();
      const digest = request.url?.replace('/v1/blobs/', '') ?? '';
      if (request.method === 'PUT') {
        blobs.set(digest, await buffer(request));
        return void response.writeHead(204).end();
      }
      const bytes = blobs.get(digest);
      return bytes === undefined ? response.writeHead(404).end() : response.end(bytes);
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    blobs,
    seen: () => seen,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

test('bytes go to the server and come back', async () => {
  await using server = await blobServer();
  const store = httpBlobStore({ url: server.url, workerKey: KEY });
  const digest = await store.put(Buffer.from('a grade'));
  expect(digest).toBe(digestOf('a grade'));
  expect(server.blobs.get(digest)?.toString()).toBe('a grade');
  expect((await store.get(digest)).toString()).toBe('a grade');
});

test('a large file comes piece by piece, whole, and after a cut connection from the beginning', async () => {
  await using folder = await testFolder();
  await using server = await blobServer((request, response, count) => {
    if (count !== 1) return false;
    response.write('half of');
    setTimeout(() => request.socket.destroy(), 20);
    return true;
  });
  const text = 'data '.repeat(300_000);
  server.blobs.set(digestOf(text), Buffer.from(text));
  const store = httpBlobStore({ url: server.url, workerKey: KEY, backoffMs: 1 });
  const file = join(folder.path, 'data');
  await store.copyTo(file, { sha256: digestOf(text), bytes: text.length });
  expect(await readFile(file, 'utf8')).toBe(text);
  await expect(store.copyTo(file, { sha256: digestOf(text), bytes: 7 })).rejects.toThrow('larger than 7 bytes');
});

test('cut connections, 503 and 429 are tried again', async () => {
  await using server = await blobServer((request, response, count) => {
    if (count === 1) request.socket.destroy();
    if (count === 2) response.writeHead(503).end('<html>');
    if (count === 3) response.writeHead(429).end();
    return count <= 3;
  });
  const store = httpBlobStore({ url: server.url, workerKey: KEY, backoffMs: 1 });
  await store.put(Buffer.from('a grade'));
  expect(server.seen()).toBe(4);
});

test('it gives up in the end, and at once where trying again would change nothing', async () => {
  await using down = await blobServer((_request, response) => Boolean(response.writeHead(500).end()));
  const store = httpBlobStore({ url: down.url, workerKey: KEY, backoffMs: 1 });
  await expect(store.put(Buffer.from('x'))).rejects.toThrow('answers HTTP 500 to PUT');
  expect(down.seen()).toBe(8);

  await using hanging = await blobServer(() => true);
  const slow = httpBlobStore({ url: hanging.url, workerKey: KEY, backoffMs: 1, timeoutMs: 20 });
  await expect(slow.get(digestOf('x'))).rejects.toThrow('does not answer to GET');

  await using server = await blobServer();
  const stranger = httpBlobStore({ url: server.url, workerKey: 'another-key-another-key' });
  await expect(stranger.put(Buffer.from('x'))).rejects.toMatchObject({
    message: expect.stringContaining('HTTP 401') as string,
    remedy: expect.stringContaining('ASSAY_WORKER_KEY') as string,
  });
  expect(server.seen()).toBe(1);
});

test('other bytes than the digest names are refused', async () => {
  await using server = await blobServer();
  server.blobs.set(digestOf('right'), Buffer.from('wrong'));
  const store = httpBlobStore({ url: server.url, workerKey: KEY });
  await expect(store.get(digestOf('right'))).rejects.toThrow('is damaged');
  await expect(store.get('../secret')).rejects.toThrow('64 hex digits');
});

test('a worker finds its blobs by its environment', async () => {
  await using folder = await testFolder();
  await using server = await blobServer();
  const local = await workerBlobs(folder.path, {});
  expect((await local.get(await local.put(Buffer.from('x')))).toString()).toBe('x');

  const file = join(folder.path, 'worker-key');
  await writeFile(file, `${KEY}\n`);
  for (const env of [{ ASSAY_WORKER_KEY: KEY }, { ASSAY_WORKER_KEY_FILE: file }]) {
    const remote = await workerBlobs(folder.path, { ASSAY_SERVER_URL: server.url, ...env });
    await remote.put(Buffer.from(JSON.stringify(env)));
  }
  expect(server.blobs.size).toBe(2);
  await expect(workerBlobs(folder.path, { ASSAY_SERVER_URL: server.url })).rejects.toThrow('no worker key');
  await expect(workerBlobs(folder.path, { ASSAY_SERVER_URL: 'ftp://x', ASSAY_WORKER_KEY: KEY })).rejects.toThrow(
    'ASSAY_SERVER_URL',
  );
});
