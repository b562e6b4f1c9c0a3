import { OpenAPIHono } from '@hono/zod-openapi';
import { ROUTES } from './routes.js';

/** The API's description, OpenAPI 3.1; made of the same schemas that requests are judged by. */
export function openApiDocument(): object {
  const { openAPIRegistry: registry, getOpenAPI31Document } = new OpenAPIHono();
  registry.registerComponent('securitySchemes', 'hook', {
    type: 'apiKey',
    in: 'header',
    name: 'Assay-Signature',
    description:
      'HMAC-SHA256 in hex, keyed with the secret’s 32 bytes, of `v1`, method, path with query, timestamp, nonce and ' +
      'body digest, joined by line feeds. With it come `Assay-Key`, `Assay-Timestamp` (Unix seconds, within 300 s), ' +
      '`Assay-Nonce` (32 hex digits, used once) and `Assay-Body-Digest` (SHA-256 of the raw body), each once.',
  });
  const bearer = (whose: string) => ({ type: 'http', scheme: 'bearer', description: `A ${whose}’s key.` }) as const;
  registry.registerComponent('securitySchemes', 'worker', bearer('worker'));
  registry.registerComponent('securitySchemes', 'staff', bearer('staff member'));
  registry.registerComponent('securitySchemes', 'feedback', bearer('student, for feedback alone'));
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'session',
    description: 'The session of a page; `__Host-session` over https.',
  });
  for (const route of ROUTES) registry.registerPath(route);
  return getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Assay', version: '1', description: 'Grades programming assignments written as notebooks.' },
  });
}

/** As it stands in `docs/openapi.json`. */
export function openApiText(): string {
  return `${JSON.stringify(openApiDocument(), null, 2)}\n`;
}
