import { z } from 'zod';
import { isItemKey } from './itemKey.js';

const digest = z.string().regex(/^[0-9a-f]{64}$/u);

/** Who handed in, as the source names them; null where it does not say. */
const personSchema = z.strictObject({
  name: z.string().nullable(),
  email: z.string().nullable(),
  sid: z.string().nullable(),
});
export type BatchPerson = z.infer<typeof personSchema>;

/** One submission of a batch, once it has been read: the notebook lies in the blob store, or there is none. */
export const itemSchema = z.strictObject({
  /** Names its folder of results, as `itemKey` makes it; unique in the batch. */
  key: z.string().refine(isItemKey, 'cannot name a folder'),
  submissionId: z.string(),
  people: z.array(personSchema),
  /** RFC 3339; null where the source does not say. */
  createdAt: z.string().nullable(),
  /** `path`: which of the files was taken. `blob`: where it is; `digest`: the normalised notebook's. */
  notebook: z.strictObject({ path: z.string(), blob: digest, digest: z.string() }).nullable(),
  /** Why there is no notebook, in a sentence; null where there is one. */
  problem: z.string().nullable(),
  /** What staff should know besides. */
  note: z.string().nullable(),
});
export type BatchItem = z.infer<typeof itemSchema>;

/** A person for a list: name, else address, else number. */
export function nameOf({ people, key }: Pick<BatchItem, 'people' | 'key'>): string {
  const names = people.map(({ name, email, sid }) => name ?? email ?? sid ?? '').filter((text) => text !== '');
  return names.length === 0 ? key : names.join(', ');
}
