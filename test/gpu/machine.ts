import type { MachineGpus } from '../../src/gpu/devices.js';

/** A machine of devices with these ids and numbers of slots, which nobody can look at unless `canBeSeen`. */
export function machineOf(devices: Readonly<Record<string, number>>, canBeSeen = false): MachineGpus {
  return {
    canBeSeen,
    devices: Object.entries(devices).map(([id, count]) => ({
      ...{ id, physical: id, name: 'a stand-in', idleMiB: 1024 },
      slots: Array.from({ length: count }, (_, slot) => ({
        ...({ device: id, slot, driver: 'nvidia', deviceMiB: 16_000, slotMiB: Math.floor(16_000 / count) } as const),
      })),
    })),
  };
}
