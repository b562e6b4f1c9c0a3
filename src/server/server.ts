import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { PlatformError } from '../base/platformError.js';
import type { AppEnv } from './deps.js';
import type { ServerLimits } from './limits.js';

export interface ServerOptions {
  readonly app: OpenAPIHono<AppEnv>;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly limits: ServerLimits;
}

/** A server that listens. */
export interface ServerHandle {
  readonly port: number;
  /** Accepts nothing more, and waits for the requests that are there, at most `graceMs`; then cuts them off. */
  stop(graceMs: number): Promise<void>;
}

const HEADERS_MS = 10_000;
/** Above what reverse proxies keep a connection for, so that it is they who end one. */
const KEEP_ALIVE_MS = 75_000;
const SWEEP_MS = 50;

/** @throws {PlatformError} where it cannot listen there. */
export async function startServer({ app, host, port, limits }: ServerOptions): Promise<ServerHandle> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    // What this process does with the standard's own Request and Response is not the server's to change.
    overrideGlobalObjects: false,
    serverOptions: {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: HEADERS_MS,
      requestTimeout: limits.uploadMs + HEADERS_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      requireHostHeader: true,
    },
  }) as Server;
  server.maxConnections = limits.connections;
  server.listen(port, host);
  await once(server, 'listening').catch((cause: unknown) => {
    throw new PlatformError(`The server cannot listen on ${host}:${port}.`, {
      cause,
      remedy: 'Operator: end what listens there, or choose another address with --listen.',
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    async stop(graceMs) {
      const closed = new Promise((resolve) => server.close(resolve));
      // A connection that is kept alive after its answer would be waited for.
      const sweep = setInterval(() => {
        server.closeIdleConnections();
      }, SWEEP_MS);
      await Promise.race([closed, sleep(graceMs, undefined, { ref: false })]);
      server.closeAllConnections();
      await closed;
      clearInterval(sweep);
    },
  };
}
