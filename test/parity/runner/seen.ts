import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PARITY_DIR } from './snippet.js';

/** What one cell came to, in the grader or in a kernel. */
export const seenSchema = z.object({
  /** `ok` or `error`; `timeout`, `died`, `not run` where it did not come to its end. */
  status: z.string(),
  ename: z.string(),
  evalue: z.string(),
  stdout: z.string(),
  stderr: z.string(),
  /** Kind (`display`, `result`, `update`), plain text, and the MIME types. */
  shown: z.array(z.tuple([z.string(), z.string(), z.array(z.string())])),
  clears: z.int(),
});
export type Seen = z.infer<typeof seenSchema>;

/** By snippet, then by kernel: what each cell came to there. */
const referenceSchema = z.record(z.string(), z.record(z.string(), z.array(seenSchema)));
export type Reference = z.infer<typeof referenceSchema>;

export function readReference(): Reference {
  return referenceSchema.parse(JSON.parse(readFileSync(join(PARITY_DIR, 'reference.json'), 'utf8')));
}

export function nothingSeen(status: string): Seen {
  return { status, ename: '', evalue: '', stdout: '', stderr: '', shown: [], clears: 0 };
}
