import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { bearerAuth } from '../auth/bearerAuth.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { HttpError, notFound } from '../httpError.js';
import { readBody } from '../readBody.js';
import { getBlob, putBlob } from '../api/routes.js';

const PUT_MS = 60_000;

/** Blobs for workers, by digest; as streams both ways. */
export function addBlobRoutes(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  const { blobs, limits, metrics } = deps;
  app.use('/v1/blobs/*', bearerAuth('worker', deps));

  app.openapi(getBlob, async (c) => {
    const found = await blobs.find(c.req.valid('param').sha256);
    if (found === undefined) throw notFound();
    const body = Readable.toWeb(createReadStream(found.file)) as ReadableStream;
    return c.body(body, 200, { 'Content-Type': 'application/octet-stream', 'Content-Length': String(found.bytes) });
  });

  app.openapi(putBlob, async (c) => {
    const { sha256: digest } = c.req.valid('param');
    await blobs.adopt(digest, async (draft) => {
      await using file = await open(draft, 'wx', 0o600);
      const body = { maxBytes: limits.blobBytes, maxMs: PUT_MS, stopping: deps.stopping };
      const { sha256, bytes } = await readBody(c.env.incoming, body, (chunk) => file.writeFile(chunk));
      metrics.receivedBytes.inc({ route: putBlob.getRoutingPath() }, bytes);
      if (sha256 !== digest) throw wrongDigest();
    });
    await blobs.markWorkers(digest);
    return c.body(null, 204);
  });
}

function wrongDigest(): HttpError {
  return new HttpError(422, {
    code: 'wrongDigest',
    message: 'The bytes have another SHA-256 than the address says.',
    whose: 'operator',
    remedy: 'Send them again; if this stays, look for a proxy that changes bodies.',
  });
}
