import { PlatformError } from '../base/platformError.js';

/** A device that work can be given to: a whole GPU, or one MIG device of a divided one. */
export interface SeenGpu {
  /** `GPU-<uuid>` or `MIG-<uuid>`. */
  readonly id: string;
  /** The GPU that it is, or is a part of. */
  readonly physical: string;
  readonly name: string;
  /** Memory of the whole device; absent where the tool does not tell. */
  readonly memoryMiB?: number;
  /** Memory in use, whoever uses it; of a MIG device it is not told. */
  readonly usedMiB?: number;
  /** The tool's own words where it says that the device does not work, e.g. `[GPU requires reset]`. */
  readonly fault?: string;
}

/** What `nvidia-smi` says at one moment. */
export interface GpuReading {
  /** A GPU that is divided is not among them, its MIG devices are. */
  readonly gpus: readonly SeenGpu[];
  /** Compute processes: `gpu` as the tool names it, which may be the whole GPU for a process on a part of it. */
  readonly processes: readonly { readonly gpu: string; readonly pid: string }[];
}

/** What the three questions were answered with, in the forms that `readGpus` asks for. */
export interface Answers {
  readonly list: string;
  readonly devices: string;
  readonly apps: string;
}

export function parseReading({ list, devices, apps }: Answers): GpuReading {
  return { gpus: withParts(deviceRows(devices), migDevices(list)), processes: processRows(apps) };
}

function deviceRows(text: string): SeenGpu[] {
  return rows(text).map((row) => {
    const [, id = '', name = '', total = '', used = '', state = ''] =
      /^(GPU-[0-9a-f-]{36}), (.+), ([^,]+), ([^,]+), ([^,]+)$/u.exec(row) ?? fail(row);
    const fault = [name, total, used, state].find((field) => FAULT.test(field));
    return {
      ...{ id, physical: id, name },
      ...(/^\d+$/u.test(total) ? { memoryMiB: Number(total) } : {}),
      ...(/^\d+$/u.test(used) ? { usedMiB: Number(used) } : {}),
      ...(fault === undefined ? {} : { fault }),
    };
  });
}

/** `[N/A]` and `[Not Supported]` are no faults: many devices do not tell everything. */
const FAULT = /^\[.*(?:reset|lost|error).*\]$/iu;

interface MigDevice {
  readonly id: string;
  readonly physical: string;
  readonly profile: string;
}

/**
 * The lines of `nvidia-smi -L`:
 *
 *   GPU 0: NVIDIA A100-SXM4-80GB (UUID: GPU-…)
 *     MIG 1g.10gb     Device  0: (UUID: MIG-…)
 *
 * A GPU that has fallen off the bus has a line of another form, which must not hide the others.
 */
function migDevices(text: string): MigDevice[] {
  const found: MigDevice[] = [];
  let physical: string | undefined;
  for (const line of rows(text)) {
    if (/^GPU\s+\d+:/u.test(line)) physical = /\(UUID: (GPU-[0-9a-f-]{36})\)$/u.exec(line)?.[1];
    const [, profile, id] = /^MIG\s+(\S+)\s+Device\s+\d+: \(UUID: (MIG-[0-9a-f-]{36})\)$/u.exec(line) ?? [];
    if (physical !== undefined && profile !== undefined && id !== undefined) found.push({ id, physical, profile });
  }
  return found;
}

function withParts(gpus: readonly SeenGpu[], parts: readonly MigDevice[]): SeenGpu[] {
  return gpus.flatMap((gpu): SeenGpu[] => {
    const own = parts.filter(({ physical }) => physical === gpu.id);
    if (own.length === 0) return [gpu];
    return own.map(({ id, profile }) => ({
      ...{ id, physical: gpu.id, name: `${gpu.name} MIG ${profile}` },
      ...profileMemory(profile),
      ...(gpu.fault === undefined ? {} : { fault: gpu.fault }),
    }));
  });
}

/** A profile's name rounds up: `1g.5gb` has 4864 MiB, `3g.20gb` 19968. So no more than 19 in 20 is counted on. */
function profileMemory(profile: string): { memoryMiB?: number } {
  const gigabytes = /\.(\d+)gb/u.exec(profile)?.[1];
  return gigabytes === undefined ? {} : { memoryMiB: Math.floor(Number(gigabytes) * 1024 * 0.95) };
}

function processRows(text: string): { gpu: string; pid: string }[] {
  return rows(text).map((row) => {
    const [, gpu = '', pid = ''] = /^((?:GPU|MIG)-[0-9a-f-]{36}), ([^,]+), [^,]+$/u.exec(row) ?? fail(row);
    return { gpu, pid };
  });
}

function rows(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function fail(row: string): never {
  throw new PlatformError(`nvidia-smi says what is not understood: “${shortened(row)}”.`, { remedy: REMEDY });
}

export const REMEDY =
  'Operator: run `nvidia-smi` on this machine; a driver that does not answer needs a reset or a reboot.';

export function shortened(text: string): string {
  return text.trim().replaceAll(/\s+/gu, ' ').replace(/\.$/u, '').slice(0, 200);
}
