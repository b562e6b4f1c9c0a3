import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Work } from '../../work/rows.js';
import { isStillIn } from '../auth/signedIn.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { feedbackStatus, whereOf, type StatusDeps } from './status.js';
import { tooManyOpen, type Waits } from './waits.js';

type Deps = StatusDeps & Pick<ServerDeps, 'finalStates' | 'stopping' | 'metrics'> & { readonly waits: Waits };

/** A place in the queue changes without anybody telling. */
const LOOK_MS = 2_000;
const BEAT_MS = 15_000;
const RETRY_MS = 3_000;

/**
 * Waits until a run goes on or ends, at most `ms`.
 *
 * @param leave aborts once nobody waits any more.
 */
export async function untilChanged(
  { progress, finalStates, stopping }: Pick<Deps, 'progress' | 'finalStates' | 'stopping'>,
  id: string,
  { ms, leave }: { readonly ms: number; readonly leave: AbortSignal },
): Promise<void> {
  const done = new AbortController();
  const { signal } = done;
  const end = (): void => {
    done.abort();
  };
  // Not AbortSignal.any: Node 20 keeps what hangs on a signal that lives as long as the server, 2.6 kB for each look.
  const others = [leave, stopping];
  for (const other of others) other.addEventListener('abort', end);
  if (others.some(({ aborted }) => aborted)) end();
  try {
    await Promise.race([finalStates.wait(id, { ms, signal }), progress.next(id, signal).catch(() => undefined)]);
  } finally {
    for (const other of others) other.removeEventListener('abort', end);
    end();
  }
}

/** A run's status as server-sent events: whole states, so that any can be the first, and the last one is the end. */
export function streamStatus(c: Context<AppEnv>, deps: Deps, read: () => Work): Response {
  // Nobody would read a byte of it, nor ever close it.
  if (c.req.method === 'HEAD') return c.body(null, 200, { 'Content-Type': 'text/event-stream' });
  const place = deps.waits.enter(c.get('person').accountId);
  if (place === undefined) throw tooManyOpen();
  // Proxies would hold events back until there are many of them.
  c.header('X-Accel-Buffering', 'no');
  const person = c.get('person');
  const response = streamSSE(c, async (stream) => {
    using _place = place;
    const gone = new AbortController();
    stream.onAbort(() => {
      gone.abort();
    });
    deps.metrics.waiting.inc();
    try {
      let sent = '';
      let sentAt = performance.now();
      for (let id = 1; !gone.signal.aborted; id++) {
        // Whoever was signed out meanwhile hears no more; the browser comes again, and is told so.
        if (!isStillIn(c, deps)) return;
        const work = read();
        const where = whereOf(deps, work);
        const said = JSON.stringify(where);
        if (said !== sent) {
          sent = said;
          sentAt = performance.now();
          const status = await feedbackStatus(deps, person, work, where);
          await stream.writeSSE({ event: 'status', id: String(id), data: JSON.stringify(status) });
          if (status.ended) return;
        } else if (performance.now() - sentAt > BEAT_MS) {
          sentAt = performance.now();
          await stream.write(': beat\n\n');
        }
        if (deps.stopping.aborted) {
          await stream.write(`retry: ${RETRY_MS}\n\n`);
          return;
        }
        await untilChanged(deps, work.id, { ms: LOOK_MS, leave: gone.signal });
      }
    } finally {
      deps.metrics.waiting.dec();
    }
  });
  // The library's own word is weaker.
  response.headers.set('Cache-Control', 'no-store');
  return response;
}
