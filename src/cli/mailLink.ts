import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '../base/refusal.js';
import type { IssuedLink } from '../ledger/commands/signInLink.js';
import type { Ledger } from '../ledger/ledger.js';
import { withDeadline } from '../notify/deadline.js';
import { DeliveryFailure } from '../notify/deliveryFailure.js';
import { sendMail } from '../notify/mail.js';
import { requiredMail, mailSettings } from '../notify/settings.js';
import { PlatformError } from '../base/platformError.js';
import type { PublicUrl } from '../server/auth/publicUrl.js';

const DEADLINE_MS = 30_000;
const addressSchema = z.email().max(254);

/**
 * Mails a link to its person at once. It does not go by the outbox: that keeps what it sends, and of a link nothing may
 * be kept but its hash.
 *
 * @throws {Refusal} where no address is known.
 * @throws {PlatformError} where the mail server did not take it.
 */
export async function mailLink(
  { course }: Ledger,
  issue: () => IssuedLink,
  url: PublicUrl,
): Promise<{ readonly address: string; readonly endsAt: string }> {
  const settings = await mailSettings(process.env);
  const { person, path, endsAt } = issue();
  const to = addressSchema.safeParse(person.email);
  if (!to.success) {
    const remedy = 'Print the link instead, and hand it over.';
    throw new Refusal({ code: 'noAddress', text: `No e-mail address is known of ${person.name}.`, remedy });
  }
  const text = [
    `This link signs you in to ${course}, once, until ${endsAt}:`,
    '',
    url.to(path),
    '',
    'Whoever has it can sign in as you: do not pass it on. If you did not expect it, do nothing.',
    '',
  ].join('\n');
  const key = randomBytes(16).toString('hex');
  const subject = `${course}: your link to sign in`;
  try {
    await withDeadline(DEADLINE_MS, undefined, (signal) =>
      sendMail(requiredMail(settings), { to: to.data, subject, text, key }, signal),
    );
  } catch (cause) {
    if (!(cause instanceof DeliveryFailure)) throw cause;
    const remedy = 'Operator: `assay notify test` tries the mail server. Or print the link, and hand it over.';
    throw new PlatformError(`The link was not mailed: ${cause.message}.`, { cause, remedy });
  }
  return { address: to.data, endsAt };
}
