import type { MiddlewareHandler } from 'hono';
import { requireSameOrigin } from '../auth/sameOrigin.js';
import type { AppEnv, ServerDeps } from '../deps.js';

/** No `unsafe-inline`, no other site: what a student wrote can neither run nor send anything, were it ever markup. */
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** What holds of all pages for people: their headers, and that only they change something. */
export function pageShell({ publicUrl }: Pick<ServerDeps, 'publicUrl'>): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    c.set('isPage', !c.req.path.startsWith('/v1/'));
    c.header('Content-Security-Policy', CSP);
    c.header('Referrer-Policy', 'no-referrer');
    c.header('Cross-Origin-Opener-Policy', 'same-origin');
    if (publicUrl().isSecure) c.header('Strict-Transport-Security', 'max-age=31536000');
    requireSameOrigin(c.env.incoming, publicUrl());
    return next();
  };
}
