import type { OpenAPIHono } from '@hono/zod-openapi';
import { signedIn } from '../auth/signedIn.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { renderPage } from './layout.js';

/** The first page after signing in. */
export function addHomePage(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  app.get('/', signedIn(deps), (c) => {
    const { role } = c.get('person');
    const text = role === 'student' ? 'You are signed in.' : `You are signed in as ${role}.`;
    return renderPage(c, deps, { title: 'Home' }, <p>{text}</p>);
  });
}
