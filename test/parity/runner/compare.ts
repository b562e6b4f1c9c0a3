import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { judge } from './judge.js';
import type { Reference, Seen } from './seen.js';
import { PARITY_DIR, type Snippet } from './snippet.js';

/** By snippet and cell (from 1): why it differs from a kernel. */
const differencesSchema = z.record(z.string(), z.record(z.string().regex(/^\d+$/u), z.string().min(1)));
export type Differences = z.infer<typeof differencesSchema>;

export function readDifferences(): Differences {
  return differencesSchema.parse(parse(readFileSync(join(PARITY_DIR, 'differences.yaml'), 'utf8')) ?? {});
}

/** What is wrong with a run of a snippet, a line a cell: differences without a reason, and reasons without one. */
export function faultsOf(
  { name, cells }: Snippet,
  seen: readonly Seen[],
  { reference, differences }: { readonly reference: Reference; readonly differences: Differences },
): string[] {
  const kernels = Object.values(reference[name] ?? {});
  return cells.flatMap(({ rule }, index) => {
    const got = seen[index];
    if (got === undefined) return [`cell ${index + 1} was not run`];
    const references = kernels.flatMap((kernel) => kernel[index] ?? []);
    const fault = judge(rule, got, references);
    const reason = differences[name]?.[index + 1];
    if (reason !== undefined && fault === undefined) return [`cell ${index + 1} agrees, and is listed as different`];
    return fault === undefined || reason !== undefined ? [] : [`cell ${index + 1}: ${fault}`];
  });
}
