import { z } from 'zod';

/** What a container has used since its start, as the kernel counts it. */
export const usageSchema = z.object({
  /** With the page cache; absent where the kernel does not keep it (control groups of version 2 before Linux 5.19). */
  peakMemoryBytes: z.int().positive().optional(),
  /** Of all its processes, and of the kernel for them. */
  cpuMs: z.int().nonnegative(),
});
export type Usage = z.infer<typeof usageSchema>;
