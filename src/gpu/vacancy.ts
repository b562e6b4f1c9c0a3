import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GpuDevice } from './devices.js';
import type { GpuReading } from './nvidiaText.js';

/** How a device was found. */
export type Vacancy =
  | { readonly kind: 'empty' }
  /** Others hold slots of it, so whatever is on it may be theirs. */
  | { readonly kind: 'shared' }
  /** It is not there, does not work, or somebody who holds no slot uses it. */
  | { readonly kind: 'unfit'; readonly reason: string };

type Scope = 'device' | 'physical';

interface VacancyQuestion {
  readonly device: GpuDevice;
  readonly read: () => Promise<GpuReading | undefined>;
  /** Whether somebody else holds a slot of the device, or of any part of the GPU that it is a part of. */
  readonly isShared: (scope: Scope) => Promise<boolean>;
  readonly limitMs: number;
  readonly pollMs?: number;
  /** Aborted: nobody wants to know any more. */
  readonly signal: AbortSignal;
}

/**
 * Looks at a device until it is found empty, or time is up: a killed process is on its device for a moment yet. A tool
 * that fails is asked again, too, for it may only have been slow.
 */
export async function waitForVacancy(question: VacancyQuestion): Promise<Vacancy> {
  const { limitMs, pollMs = 250, signal } = question;
  for (const deadline = performance.now() + limitMs; ;) {
    const seen = await look(question);
    if (seen.kind !== 'unfit' || performance.now() >= deadline || signal.aborted) return seen;
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

async function look({ device, read, isShared }: VacancyQuestion): Promise<Vacancy> {
  let reading: GpuReading | undefined;
  try {
    reading = await read();
  } catch (error) {
    return { kind: 'unfit', reason: error instanceof Error ? error.message : String(error) };
  }
  if (reading === undefined) return { kind: 'unfit', reason: 'nvidia-smi, which was there, is gone.' };
  const gpu = reading.gpus.find(({ id }) => id === device.id);
  if (gpu === undefined) return { kind: 'unfit', reason: 'nvidia-smi does not list it any more.' };
  if (gpu.fault !== undefined) return { kind: 'unfit', reason: `nvidia-smi says ${gpu.fault} of it.` };
  const use = useOf(device, reading);
  if (use === undefined) return { kind: 'empty' };
  // Asked after the look, so that who came or went meanwhile is not taken for somebody who has no slot.
  return (await isShared(use.scope)) ? { kind: 'shared' } : { kind: 'unfit', reason: use.reason };
}

function useOf(device: GpuDevice, { gpus, processes }: GpuReading): { scope: Scope; reason: string } | undefined {
  const { id, physical, idleMiB } = device;
  // A process on a part of a GPU may be listed under the part or under the whole.
  for (const [scope, name] of [
    ['device', id],
    ['physical', physical],
  ] as const) {
    const pids = processes.filter(({ gpu }) => gpu === name).map(({ pid }) => pid);
    if (pids.length === 0) continue;
    return { scope, reason: `Processes that hold no slot are on it: ${pids.slice(0, 10).join(', ')}.` };
  }
  const usedMiB = gpus.find((gpu) => gpu.id === id)?.usedMiB ?? 0;
  if (usedMiB <= idleMiB) return undefined;
  return { scope: 'device', reason: `${usedMiB} MiB of it are in use by no process; ${idleMiB} may be.` };
}
