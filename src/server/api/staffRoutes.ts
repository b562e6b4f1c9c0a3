import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { cancel, force } from '../../work/decide.js';
import { requireWork } from '../../work/rows.js';
import { listWork, statusOf, type WorkStatus } from '../../work/status.js';
import { bearerAuth } from '../auth/bearerAuth.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { notFound } from '../httpError.js';
import { readJson } from '../readJson.js';
import { cancelWork, forceWork, getWritten, listWorkRoute } from './routes.js';
import { decisionSchema } from './schemas.js';

/** What staff see and decide. Decisions are kept with who took them, and why. */
export function addStaffRoutes(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  const { store, blobs, course, limits, onChanged, onCancelled } = deps;
  app.use('/v1/staff/*', bearerAuth('staff', deps));

  app.openapi(listWorkRoute, (c) => {
    const { state, limit } = c.req.valid('query');
    return c.json({ work: listWork(store, { state, course: course.id, limit }) }, 200);
  });
  app.openapi(getWritten, async (c) => {
    const { written } = requireWork(store, workOf(c.req.valid('param').id).id);
    if (written === null) throw notFound();
    const text = (await blobs.get(written)).toString('utf8');
    return c.body(text, 200, { 'Content-Type': 'application/json' }) as never;
  });
  app.openapi(forceWork, async (c) => {
    const { id } = c.req.valid('param');
    const decision = await decisionIn(c);
    force(store, workOf(id).id, decision, course.grader);
    onChanged();
    return c.json(workOf(id), 200);
  });
  app.openapi(cancelWork, async (c) => {
    const { id } = c.req.valid('param');
    cancel(store, workOf(id).id, await decisionIn(c));
    onCancelled();
    return c.json(workOf(id), 200);
  });

  async function decisionIn(c: Context<AppEnv>): Promise<{ actor: string; reason: string }> {
    const { reason } = await readJson(c.env.incoming, limits.jsonBytes, decisionSchema);
    return { actor: `staff:${c.get('bearer').name}`, reason };
  }

  function workOf(id: string): WorkStatus {
    const status = statusOf(store, id);
    if (status?.course !== course.id) throw notFound();
    return status;
  }
}
