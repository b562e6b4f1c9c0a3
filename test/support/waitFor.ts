import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 30_000;

/** Waits until `look` finds something and returns it. @throws Error after 30 s, naming what was waited for. */
export async function waitFor<T>(what: string, look: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (const deadline = Date.now() + LIMIT_MS; Date.now() < deadline;) {
    const found = await look();
    if (found) return found;
    await sleep(20);
  }
  throw new Error(`waited ${LIMIT_MS / 1000} s in vain for ${what}`);
}
