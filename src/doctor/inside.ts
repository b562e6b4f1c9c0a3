import { readFileSync } from 'node:fs';
import { z } from 'zod';

const programOf = (name: string): string =>
  readFileSync(new URL(`../../sandbox/probe/${name}.py`, import.meta.url), 'utf8');

/** Run as a cell in a probe container; prints what `insideSchema` reads. */
export const INSIDE_PROGRAM = programOf('inside');

/** Makes processes until there are too many and prints how many there were. */
export const FORKS_PROGRAM = programOf('forks');

/** Uses memory until the kernel ends it. */
export const HOG_PROGRAM = 'hog = []\nwhile True: hog.append(bytearray(8 << 20))';

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
