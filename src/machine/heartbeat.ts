import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { isRunning } from './workerId.js';
import { writeWhole } from '../base/writeWhole.js';

const BEAT_MS = 5_000;

/** A worker of this place, and how long ago its loop last turned. */
export interface Heartbeat {
  readonly pid: number;
  readonly ageSeconds: number;
}

/**
 * Leaves a sign of life in the state folder every few seconds for as long as this process's loop turns, until it is
 * disposed of. Its time is the machine's uptime, which no clock that is set changes.
 */
export async function startHeartbeat(
  stateDir: string,
  onError: (error: unknown) => void,
  pid = process.pid,
): Promise<AsyncDisposable> {
  const file = join(folderOf(stateDir), String(pid));
  let writing: Promise<void> = Promise.resolve();
  const beat = (): void => {
    writing = writing.then(() => writeWhole(file, `${uptime()}\n`)).catch(onError);
  };
  await mkdir(folderOf(stateDir), { recursive: true, mode: 0o700 });
  beat();
  await writing;
  const timer = setInterval(beat, BEAT_MS).unref();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await writing;
      await rm(file, { force: true });
    },
  };
}

/** Of the workers on this state folder whose processes run, in this process namespace. What killed ones left is removed. */
export async function readHeartbeats(stateDir: string): Promise<Heartbeat[]> {
  const names = await readdir(folderOf(stateDir)).catch(() => []);
  const heartbeats: Heartbeat[] = [];
  for (const name of names.filter((text) => /^\d+$/u.test(text))) {
    const file = join(folderOf(stateDir), name);
    if (!isRunning(Number(name))) await rm(file, { force: true });
    else heartbeats.push({ pid: Number(name), ageSeconds: uptime() - Number(await readFile(file, 'utf8')) });
  }
  return heartbeats;
}

const folderOf = (stateDir: string): string => join(stateDir, 'workers');
