import { z } from 'zod';
import type { Person } from './person.js';

/** The outbox's kind of a link that is to be mailed. */
export const SIGN_IN_LINK = 'sign_in_link';

/** What the outbox says of it: no secret is in it, and no address. */
export const linkToMailSchema = z.strictObject({ accountId: z.string(), endsAt: z.string(), by: z.string() });
export type LinkToMail = z.infer<typeof linkToMailSchema>;

const addressSchema = z.email().max(254);

/** Where mail reaches somebody. A student chose it: anything but one address could reach somebody else. */
export function mailAddress({ email }: Pick<Person, 'email'>): string | undefined {
  return addressSchema.safeParse(email).data;
}
