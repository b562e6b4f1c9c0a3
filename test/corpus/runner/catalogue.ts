import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const catalogueSchema = z.strictObject({
  families: z.record(z.string(), z.string()),
  notCovered: z.array(z.strictObject({ what: z.string(), why: z.string() })),
  residual: z.array(z.strictObject({ what: z.string(), mitigation: z.string() })),
});

/** The families of attacks, what no case shows, and what remains possible. */
export const catalogue = catalogueSchema.parse(
  parse(readFileSync(join(import.meta.dirname, '..', 'catalogue.yaml'), 'utf8')),
);
