import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { AppEnv } from './deps.js';
import { notFound } from './httpError.js';

const WEB_DIR = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', 'web');
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

interface Asset {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly etag: string;
}

/** The files that pages name, from the folder `web`: read once, so that no address is ever a path. */
export function addAssetRoutes(app: OpenAPIHono<AppEnv>): void {
  const assets = readAssets();
  app.get('/static/:file', (c) => {
    const asset = assets.get(c.req.param('file'));
    if (asset === undefined) throw notFound();
    // Asked for each time, and sent when it is another one: after an update no page has an old style.
    c.header('Cache-Control', 'no-cache');
    c.header('ETag', asset.etag);
    if (c.req.header('If-None-Match') === asset.etag) return c.body(null, 304);
    return c.body(asset.bytes, 200, { 'Content-Type': asset.type });
  });
}

function readAssets(): ReadonlyMap<string, Asset> {
  const files = readdirSync(WEB_DIR).filter((file) => Object.hasOwn(TYPES, extname(file)));
  return new Map(
    files.map((file) => {
      const bytes = Uint8Array.from(readFileSync(join(WEB_DIR, file)));
      const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"`;
      return [file, { type: TYPES[extname(file)] ?? '', bytes, etag }];
    }),
  );
}
