import { z } from 'zod';

const errorByName = z.record(z.string(), z.string());
const countByFolder = z.record(z.string(), z.int());

/** What the probe saw and tried inside the container. Errors by name (`EPERM`), `done` where there was none. */
export const insideSchema = z.object({
  uid: z.int(),
  /** Hexadecimal sets, as the kernel writes them. */
  capabilities: z.string(),
  boundingSet: z.string(),
  noNewPrivs: z.string(),
  seccomp: z.string(),
  writes: errorByName,
  interfaces: z.array(z.string()),
  metadata: z.string(),
  resolver: z.string(),
  engineSockets: z.array(z.string()),
  calls: errorByName,
  memoryBytes: z.string(),
  pids: z.string(),
  /** Bytes that fitted into each folder. */
  room: countByFolder,
  /** Files that could be made in each folder. */
  files: countByFolder,
  longestFile: z.int(),
  openFiles: z.int(),
});
export type Inside = z.infer<typeof insideSchema>;
