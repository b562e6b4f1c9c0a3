import type { OpenAPIHono } from '@hono/zod-openapi';
import { gradeOf } from '../../work/gradeOf.js';
import { takeOne } from '../auth/doorLimits.js';
import { feedbackCaller } from '../auth/signedIn.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { notFound } from '../httpError.js';
import { requireKnownCell } from './cellVersion.js';
import { receiveNotebook } from './receive.js';
import { deleteFeedback, getFeedback, getFeedbackEvents, getFeedbackPlot, postFeedback } from './routes.js';
import { requireRun, takeBack } from './runner.js';
import { sendFeedback } from './send.js';
import { feedbackStatus, type StatusDeps } from './status.js';
import { streamStatus, untilChanged } from './stream.js';
import { openWaits } from './waits.js';

/** Feedback before handing in, for pages, the cell and the terminal. Everybody sees their own runs alone. */
export function addFeedbackRoutes(app: OpenAPIHono<AppEnv>, deps: ServerDeps & StatusDeps): void {
  const { store, blobs, seen } = deps;
  const waits = openWaits();
  app.use('/v1/feedback/*', requireKnownCell(), feedbackCaller(deps));

  app.openapi(postFeedback, async (c) => {
    const person = c.get('person');
    takeOne(deps.doorLimits.sends, person.accountId);
    using _place = deps.uploadPlaces.take('feedback');
    await using received = await receiveNotebook(c.env.incoming, deps);
    const { id } = await sendFeedback(deps, person, c.req.valid('param').assignment, received);
    const status = await feedbackStatus(deps, person, requireRun(deps, person, id));
    c.set('note', { ...c.get('note'), work: id });
    return status.ended ? c.json(status, 200) : c.json(status, 202);
  });

  app.openapi(getFeedback, async (c) => {
    const person = c.get('person');
    const { id } = c.req.valid('param');
    requireRun(deps, person, id);
    const ms = c.req.valid('query').waitSeconds * 1000;
    // Who waits for more than they may is answered at once.
    using place = waits.enter(person.accountId);
    if (ms > 0 && place !== undefined) await untilChanged(deps, id, { ms, leave: c.req.raw.signal });
    return c.json(await feedbackStatus(deps, person, requireRun(deps, person, id)), 200);
  });

  app.openapi(deleteFeedback, async (c) => {
    const person = c.get('person');
    const { id } = c.req.valid('param');
    await takeBack(deps, person, id);
    return c.json(await feedbackStatus(deps, person, requireRun(deps, person, id)), 200);
  });

  app.openapi(getFeedbackEvents, (c) => {
    const person = c.get('person');
    const { id } = requireRun(deps, person, c.req.valid('param').id);
    return streamStatus(c, { ...deps, waits }, () => requireRun(deps, person, id));
  });

  app.openapi(getFeedbackPlot, async (c) => {
    const { id, plot } = c.req.valid('param');
    const work = requireRun(deps, c.get('person'), id);
    const grade = gradeOf(store, work);
    const blob = grade && (await seen.of(work, grade)).plots[plot]?.blob;
    if (blob === undefined) throw notFound();
    const png = await blobs.get(blob).catch(() => undefined);
    if (png === undefined) throw notFound();
    // Opened by itself it is a picture and nothing else.
    c.header('Content-Security-Policy', "sandbox; default-src 'none'");
    c.header('X-Content-Type-Options', 'nosniff');
    // Whoever signs out leaves nothing behind.
    c.header('Cache-Control', 'no-store');
    return c.body(Uint8Array.from(png), 200, { 'Content-Type': 'image/png' });
  });
}
