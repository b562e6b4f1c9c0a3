import type { OpenAPIHono } from '@hono/zod-openapi';
import type { AppEnv, ServerDeps } from '../deps.js';
import { addClassPage } from './classPage.js';
import { addStaffHome } from './home.js';
import { addQueuePage } from './queue.js';
import { addRunForms } from './runForms.js';

/** The pages for course staff. */
export function addStaffPages(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  addStaffHome(app, deps);
  addClassPage(app, deps);
  addQueuePage(app, deps);
  addRunForms(app, deps);
}
