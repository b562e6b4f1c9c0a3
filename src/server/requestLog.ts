import { randomUUID } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { AppEnv, ServerDeps } from './deps.js';

/**
 * Gives every request an id, which its answer bears as `Assay-Request-Id`, and writes one line and some numbers about
 * it: the route's pattern, never the address itself, so that nothing personal can slip in.
 */
export function requestLog({ log, metrics }: Pick<ServerDeps, 'log' | 'metrics'>): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const startedAt = performance.now();
    const requestId = randomUUID();
    c.set('requestId', requestId);
    c.set('note', {});
    c.header('Assay-Request-Id', requestId);
    c.header('Cache-Control', 'no-store');
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('Content-Security-Policy', "default-src 'none'");
    await next();
    const { method } = c.req;
    const route = routeOf(c);
    const status = c.res.status;
    const seconds = (performance.now() - startedAt) / 1000;
    metrics.requests.inc({ method, route, status });
    metrics.requestSeconds.observe({ method, route }, seconds);
    log.info({ requestId, method, route, status, ms: Math.round(seconds * 1000), ...c.get('note') }, 'request');
  };
}

/** What answers: patterns with a star belong to what stands before it, whether added above or below. */
function routeOf(c: Context<AppEnv>): string {
  return matchedRoutes(c).findLast(({ path }) => !path.endsWith('*'))?.path ?? '/*';
}
