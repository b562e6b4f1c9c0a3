import { setTimeout as sleep } from 'node:timers/promises';

/** Sleeps, without keeping the process alive. @returns whether the time has passed without being cut short. */
export function slept(ms: number, signal: AbortSignal): Promise<boolean> {
  return sleep(ms, true, { signal, ref: false }).catch(() => false);
}
