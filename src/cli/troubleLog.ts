import { performance } from 'node:perf_hooks';
import type { Logger } from 'pino';
import { explainError } from './exitCodes.js';

const EVERY_MS = 60_000;
/** Different problems that are remembered; more of them are logged as they come. */
const MOST = 100;

/**
 * Logs what goes wrong and is tried again by itself: the same problem at most once a minute, with how often it came up
 * since it was logged last. What is away for an hour must not fill a disk.
 */
export function troubleLog(log: Logger, message: string, everyMs = EVERY_MS): (error: unknown) => void {
  const seen = new Map<string, { untilMs: number; times: number }>();
  return (error) => {
    const problem = explainError(error).message;
    const now = performance.now();
    const known = seen.get(problem);
    if (known !== undefined && now < known.untilMs) {
      known.times += 1;
      return;
    }
    if (seen.size >= MOST) seen.clear();
    seen.set(problem, { untilMs: now + everyMs, times: 0 });
    log.warn({ problem, ...(known === undefined || known.times === 0 ? {} : { again: known.times }) }, message);
  };
}
