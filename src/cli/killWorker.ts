import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkerHandle } from '../queue/worker.js';
import type { ExitCode } from './exitCodes.js';

/** Killing containers and putting jobs back takes seconds; beyond this something hangs, and the process must end. */
const KILL_MS = 30_000;

/**
 * Kills a worker's running submissions. Where that hangs, the process ends with this exit code, for whatever hangs would
 * keep it alive: other workers take the submissions over when their locks have run out.
 */
export async function killWorker(
  worker: Pick<WorkerHandle, 'kill'>,
  code: ExitCode,
  say: (message: string) => void,
): Promise<void> {
  const killed = worker.kill().then(() => true);
  if (await Promise.race([killed, sleep(KILL_MS, false, { ref: false })])) return;
  say('the running submissions do not end; other workers take them over when their locks have run out');
  process.exit(code);
}
