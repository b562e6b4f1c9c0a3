import type { GpuLease } from '../../src/sandbox/gpu.js';

/** A lease of a whole GPU that lasts for ever, unless a test has it otherwise. */
export function lease(how: Partial<GpuLease> = {}): GpuLease {
  const device = 'GPU-7fdaf0a5-179b-f636-d15d-daf243e3ff16';
  return {
    slot: { device, slot: 0, driver: 'nvidia', deviceMiB: 16_000, slotMiB: 16_000 },
    token: 7,
    lost: new AbortController().signal,
    confirm: () => Promise.resolve(),
    setAside: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
    ...how,
  };
}
