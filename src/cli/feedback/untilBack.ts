import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../../base/refusal.js';
import { Cancelled } from '../../grading/cancelled.js';

/** How long a server that does not answer is asked again, as by the page. */
export interface Patience {
  readonly ms: number;
  readonly pauseMs: number;
}
export const PATIENCE: Patience = { ms: 120_000, pauseMs: 2000 };

/** A server that starts again answers by itself in a while: it is asked until it does, and that is said once. */
export async function untilBack<Answer>(
  ask: () => Promise<Answer>,
  { patience, say, signal }: { patience: Patience; say: (line: string) => void; signal: AbortSignal },
): Promise<Answer> {
  let endsAtMs: number | undefined;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isAway(error)) throw error;
      if (endsAtMs === undefined) {
        endsAtMs = performance.now() + patience.ms;
        say('The server does not answer; this command asks again for up to two minutes.');
      }
      if (performance.now() > endsAtMs) throw error;
      await sleep(patience.pauseMs, undefined, { signal }).catch(() => {
        throw new Cancelled();
      });
    }
  }
}

export function isAway(error: unknown): boolean {
  return error instanceof Refusal && (error.code === 'serverAway' || error.code === 'unavailable');
}
