import type { OpenAPIHono } from '@hono/zod-openapi';
import { addAssetRoutes } from '../assets.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { addAccessPage } from './accessPage.js';
import { addAccountPage } from './accountPage.js';
import { addCampusSignIn } from './campusSignIn.js';
import { addDevicePages } from './devicePage.js';
import { addLinkPages } from './linkPage.js';
import { addDemoSignIn } from './demoSignIn.js';
import type { StatusDeps } from '../feedback/status.js';
import { addAssignmentPage } from './assignment.js';
import { addLatePage } from './late.js';
import { addRunPage } from './run.js';
import { addHomePage } from './home.js';
import { pageShell } from './shell.js';
import { addStaffPages } from '../staff/index.js';
import { addSignInPages } from './signInPage.js';

/** The pages for people. To be added last: an address that nobody serves is told by a page as well. */
export function addPages(app: OpenAPIHono<AppEnv>, deps: ServerDeps & StatusDeps): void {
  app.use(pageShell(deps));
  addAssetRoutes(app);
  addSignInPages(app, deps);
  addDemoSignIn(app, deps);
  addCampusSignIn(app, deps);
  addLinkPages(app, deps);
  addDevicePages(app, deps);
  addAccountPage(app, deps);
  addAccessPage(app, deps);
  addHomePage(app, deps);
  addAssignmentPage(app, deps);
  addRunPage(app, deps);
  addLatePage(app, deps);
  addStaffPages(app, deps);
}
