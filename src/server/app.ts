import { OpenAPIHono } from '@hono/zod-openapi';
import { addBlobRoutes } from './blobs/blobRoutes.js';
import type { AppEnv, ServerDeps } from './deps.js';
import { addDeviceApi } from './api/deviceApi.js';
import { addFeedbackRoutes } from './feedback/api.js';
import { openSeenNotebooks } from './feedback/seen.js';
import { addHookRoutes } from './hook/hookRoutes.js';
import { badRequest, notFound } from './httpError.js';
import { addPages } from './pages/index.js';
import { addProbeRoutes } from './api/probeRoutes.js';
import { onError } from './refusals.js';
import { openPlaces } from '../work/places.js';
import { requestLog } from './requestLog.js';
import { addStaffRoutes } from './api/staffRoutes.js';

/** The whole HTTP interface: no socket, no process, nothing that is not handed in. */
export function createApp(deps: ServerDeps): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      // An address that is not of its form is one of nothing.
      if (result.target === 'param') throw notFound();
      throw badRequest('The query is not as it must be.', 'See /openapi.json.');
    },
  });
  app.onError(onError(deps));
  app.notFound(() => {
    throw notFound();
  });
  app.use(requestLog(deps));
  addProbeRoutes(app, deps);
  addHookRoutes(app, deps);
  addBlobRoutes(app, deps);
  addStaffRoutes(app, deps);
  addDeviceApi(app, deps);
  const feedback = { ...deps, seen: openSeenNotebooks(deps), places: openPlaces(deps.store, deps.progress) };
  addFeedbackRoutes(app, feedback);
  addPages(app, feedback);
  return app;
}
