import type { DeviceRequest } from 'dockerode';
import type { Limits } from '../course/schema.js';
import type { GpuLease, GpuSlot } from './gpu.js';

/** Compiled kernels that the driver keeps for a program: in the home folder, which is memory of 1/4 of `diskMiB`. */
const CUDA_CACHE_BYTES = 64 * 1024 * 1024;

/** What a container with a GPU has besides what every container has, or instead of it. */
interface GpuSpec {
  /** By name, without the prefix. They tell whose the container is, so that the slot's next holder can remove it. */
  readonly labels: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  /** Descriptors that a process may have open without asking for more. */
  readonly nofile: number;
  readonly deviceRequests: DeviceRequest[];
}

/**
 * Said to NVIDIA's toolkit in every container: where it is the engine's default runtime, it gives what an image says,
 * and images made from NVIDIA's say `all`. A device by CDI is given without it.
 */
export const NO_GPU = { NVIDIA_VISIBLE_DEVICES: 'void' };

/**
 * Absent on purpose: `expandable_segments` of torch's allocator. Tensors in it reach another process through
 * `pidfd_getfd` alone, which the sandbox refuses, and a notebook that shares them works elsewhere.
 */
export function gpuSpec({ slot, token }: GpuLease): GpuSpec {
  return {
    labels: { gpu: slot.device, 'gpu-slot': String(slot.slot), 'gpu-token': String(token) },
    environment: {
      ...(slot.driver === 'cdi' ? NO_GPU : { NVIDIA_VISIBLE_DEVICES: slot.device }),
      // No graphics, no video, no display: what is not mounted cannot be attacked.
      NVIDIA_DRIVER_CAPABILITIES: 'compute,utility',
      CUDA_CACHE_PATH: '/home/student/.nv',
      CUDA_CACHE_MAXSIZE: String(CUDA_CACHE_BYTES),
      // Both hold libraries that are loaded, and this is the only folder that may hold programs.
      TRITON_CACHE_DIR: '/content/.cache/triton',
      TORCHINDUCTOR_CACHE_DIR: '/content/.cache/inductor',
    },
    nofile: 4096,
    deviceRequests: [deviceRequest(slot)],
  };
}

/**
 * The least that CUDA is content with: it maps the device's memory into the process, starts threads of its own, and
 * tensors go through shared memory. An assignment's larger limits stay.
 */
export function gpuLimits(limits: Limits): Limits {
  return {
    ...limits,
    memoryMiB: Math.max(limits.memoryMiB, 8192),
    pids: Math.max(limits.pids, 512),
    shmMiB: Math.max(limits.shmMiB, 1024),
  };
}

/** Names the one device. Never a count: -1 is every device that the machine has, and 1 is whichever comes first. */
function deviceRequest({ driver, device }: GpuSlot): DeviceRequest {
  if (driver === 'cdi') return { Driver: 'cdi', DeviceIDs: [`nvidia.com/gpu=${device}`] };
  return { Driver: 'nvidia', Count: 0, DeviceIDs: [device], Capabilities: [['gpu', 'compute', 'utility']] };
}
