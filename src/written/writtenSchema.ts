import { z } from 'zod';
import type { WrittenDocument } from './written.js';

const count = z.int().nonnegative();

/** `written.json`, read again. */
export const writtenSchema: z.ZodType<WrittenDocument> = z.object({
  schemaVersion: z.literal(1),
  assignment: z.string(),
  notebookDigest: z.string(),
  answers: z.array(
    z
      .object({
        number: z.string(),
        title: z.string(),
        state: z.enum(['answered', 'unanswered', 'absent']),
        foundBy: z.enum(['marker', 'heading', 'wording']).optional(),
        cells: z.array(count),
        source: z.string(),
        answer: z.string(),
        isCut: z.boolean(),
        pictures: z.array(
          z.object({
            name: z.string(),
            type: z.enum(['image/png', 'image/jpeg', 'image/gif', 'image/webp']),
            sha256: z.string().regex(/^[0-9a-f]{64}$/u),
            base64: z.base64(),
          }),
        ),
        leftOut: z.array(z.object({ name: z.string(), why: z.string() })),
      })
      // A key that is absent is not one that is undefined.
      .transform(({ foundBy, ...answer }) => (foundBy === undefined ? answer : { ...answer, foundBy })),
  ),
});
