import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { AppEnv, ServerDeps } from '../deps.js';
import { openApiDocument } from './openapi.js';

const PROBE_MS = 2_000;

/** What machines ask about the server itself. None of it says anything about people. */
export function addProbeRoutes(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  const document = openApiDocument();
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    const probes: Record<string, () => unknown> = {
      store: () => deps.store.sqlite.prepare('SELECT 1').get(),
      redis: deps.pingRedis,
      blobs: () => access(deps.spoolDir, constants.W_OK),
      accepting: () => {
        deps.stopping.throwIfAborted();
      },
    };
    const said = await Promise.all(Object.entries(probes).map(async ([name, probe]) => [name, await answerOf(probe)]));
    const isReady = said.every(([, answer]) => answer === 'ok');
    return c.json({ status: isReady ? 'ok' : 'not ready', ...Object.fromEntries(said) }, isReady ? 200 : 503);
  });
  app.get('/metrics', async (c) => {
    c.header('Content-Type', deps.metrics.registry.contentType);
    return c.body(await deps.metrics.registry.metrics());
  });
  app.get('/openapi.json', (c) => c.json(document));
}

async function answerOf(probe: () => unknown): Promise<'ok' | 'failed'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => (timer = setTimeout(reject, PROBE_MS)));
  try {
    await Promise.race([probe(), late]);
    return 'ok';
  } catch {
    return 'failed';
  } finally {
    clearTimeout(timer);
  }
}
