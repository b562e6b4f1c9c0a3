import type { OpenAPIHono } from '@hono/zod-openapi';
import { cancel } from '../../work/decide.js';
import { isFinal } from '../../work/state.js';
import { statusOf, type WorkStatus } from '../../work/status.js';
import { authenticateHook } from './authenticateHook.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import type { HookKey } from '../../machine/hookKeys.js';
import { notFound } from '../httpError.js';
import { requireNoBody } from '../readBody.js';
import { deleteSubmission, getSubmission, postSubmission } from '../api/routes.js';
import { EMPTY_DIGEST, unauthorized } from './signature.js';
import { statusBody } from './statusBody.js';
import { takeSubmission } from './takeSubmission.js';
import { receiveUpload } from '../upload.js';

/** What Gradescope's containers ask. Every request is signed, and sees the work of its key's assignment alone. */
export function addHookRoutes(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  const { store, metrics, limits } = deps;

  app.use('/v1/hook/gradescope/:assignment/:id?', async (c, next) => {
    const { incoming } = c.env;
    const auth = { keys: deps.hookKeys, nonces: deps.nonces, now: deps.now };
    const caller = await authenticateHook(incoming, c.req.param('assignment'), auth);
    if (c.req.method !== 'POST') {
      requireNoBody(incoming);
      if (caller.bodyDigest !== EMPTY_DIGEST)
        throw unauthorized('badDigest', 'The body is not the one that was signed.');
    }
    c.set('caller', caller);
    c.set('note', { kid: caller.key.kid });
    await next();
  });

  app.openapi(postSubmission, async (c) => {
    const { key, bodyDigest } = c.get('caller');
    using _place = deps.uploadPlaces.take('submission');
    const { spoolDir, stopping } = deps;
    await using upload = await receiveUpload(c.env.incoming, { spoolDir, bodyDigest, limits, stopping });
    const bytes = [upload.metadata, ...upload.files].reduce((sum, part) => sum + part.bytes, 0);
    metrics.receivedBytes.inc({ route: postSubmission.getRoutingPath() }, bytes);
    const { id, isNew, state } = await takeSubmission(deps, key, upload);
    deps.onChanged();
    metrics.admitted.inc({ result: isNew ? (state === 'unreadable' ? 'unreadable' : 'new') : 'known' });
    const status = ownStatus(id, key);
    c.set('note', { ...c.get('note'), ...noteOf(status), bytes });
    const body = await statusBody(deps, status);
    return isFinal(status.state) ? c.json(body, 200) : c.json(body, 202);
  });

  app.openapi(getSubmission, async (c) => {
    const { id } = c.req.valid('param');
    const { key } = c.get('caller');
    c.set('note', { ...c.get('note'), ...noteOf(ownStatus(id, key)) });
    const gone = new AbortController();
    const leave = (): void => {
      gone.abort();
    };
    const signals = [deps.stopping, c.req.raw.signal];
    for (const signal of signals) signal.addEventListener('abort', leave);
    metrics.waiting.inc();
    try {
      if (signals.some(({ aborted }) => aborted)) leave();
      await deps.finalStates.wait(id, { ms: c.req.valid('query').waitSeconds * 1000, signal: gone.signal });
    } finally {
      metrics.waiting.dec();
      deps.stopping.removeEventListener('abort', leave);
    }
    return c.json(await statusBody(deps, ownStatus(id, key)), 200);
  });

  app.openapi(deleteSubmission, async (c) => {
    const { id } = c.req.valid('param');
    const { key } = c.get('caller');
    c.set('note', { ...c.get('note'), ...noteOf(ownStatus(id, key)) });
    cancel(store, id);
    deps.onCancelled();
    return c.json(await statusBody(deps, ownStatus(id, key)), 200);
  });

  /** @throws {HttpError} 404 where there is no such work, and just so where it is another assignment's, or not of the key's class. */
  function ownStatus(id: string, key: HookKey): WorkStatus {
    const status = statusOf(store, id, deps.isServed('gpu'));
    const isOfKey = (status?.workClass === 'feedback') === (key.workClass === 'feedback');
    if (!isOfKey || status?.course !== key.course || status.assignment !== key.assignment) throw notFound();
    return status;
  }
}

/** Names work in the log. */
function noteOf({ id, submissionId }: WorkStatus): Record<string, string> {
  return { work: id, submission: submissionId };
}
