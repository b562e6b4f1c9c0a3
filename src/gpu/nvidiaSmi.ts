import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { PlatformError } from '../base/platformError.js';
import { parseReading, REMEDY, shortened, type GpuReading } from './nvidiaText.js';

/** Without its persistence mode the driver wakes every GPU of the machine first, which takes seconds. */
const LIMIT_MS = 10_000;
const FORMAT = '--format=csv,noheader,nounits';

/**
 * Asks `nvidia-smi` of the search path what devices there are and who uses them; `undefined` where there is no such
 * program.
 *
 * @throws {PlatformError} where it fails, does not answer in time, or answers what is not understood.
 */
export async function readGpus(limitMs = LIMIT_MS): Promise<GpuReading | undefined> {
  const [list, devices, apps] = await Promise.all([
    run(['-L'], limitMs),
    run(['--query-gpu=uuid,name,memory.total,memory.used,pstate', FORMAT], limitMs),
    run(['--query-compute-apps=gpu_uuid,pid,used_memory', FORMAT], limitMs),
  ]);
  if (list === undefined || devices === undefined || apps === undefined) return undefined;
  return parseReading({ list, devices, apps });
}

async function run(args: readonly string[], limitMs: number): Promise<string | undefined> {
  // No clean-up: execa's would end this process at a signal that comes meanwhile, where a worker has to drain.
  const child = execa('nvidia-smi', args, { reject: false, stdin: 'ignore', cleanup: false });
  const result = await Promise.race([child, sleep(limitMs, undefined, { ref: false })]);
  if (result === undefined) {
    // A process that the driver holds does not even die of SIGKILL, so nobody waits for it.
    child.kill('SIGKILL');
    child.stdout.destroy();
    child.stderr.destroy();
    child.unref();
    throw failure(args, `no answer within ${limitMs / 1000} s`);
  }
  if (result.code === 'ENOENT') return undefined;
  const { stdout, stderr, failed, shortMessage = '' } = result;
  if (NONE.test(stdout)) return '';
  if (failed) throw failure(args, shortened(`${stdout} ${stderr}`) || shortMessage);
  return stdout;
}

/** A machine with a driver and without a device is no failure, whatever the exit code. */
const NONE = /^\s*No (?:devices were|running processes) found\.?\s*$/iu;

function failure(args: readonly string[], reason: string): PlatformError {
  return new PlatformError(`nvidia-smi ${args[0] ?? ''} failed: ${reason}.`, { remedy: REMEDY });
}
