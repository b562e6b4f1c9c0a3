import { createLink } from '../access/links.js';
import { noteAccess } from '../access/log.js';
import { personOf } from '../access/person.js';
import { write, type Store } from '../db/store.js';
import { linkToMailSchema, mailAddress } from '../access/linkMail.js';
import type { PublicUrl } from '../server/auth/publicUrl.js';
import type { Channel } from './channel.js';
import type { CourseWords } from './courseWords.js';
import { DeliveryFailure } from './deliveryFailure.js';
import { sendMail } from './mail.js';
import { requiredMail, type MailSettings } from './settings.js';

/** Its name; webhooks' names are lower case. */
export const LINK_CHANNEL = 'Links';

interface LinkDeps {
  readonly store: Store;
  readonly course: Pick<CourseWords, 'id' | 'title'>;
  readonly mail: MailSettings | undefined;
  /** The address that people type; absent where the server has none of that kind. */
  readonly publicUrl: PublicUrl | undefined;
}

/**
 * Mails links that sign in, whatever else the course wants mailed. Each try makes a link: the one before may have arrived,
 * although nobody said so, and stays good.
 */
export function linkChannel({ store, course, mail, publicUrl }: LinkDeps): Channel {
  return {
    name: LINK_CHANNEL,
    digestMs: 0,
    recipientsOf: () => [],
    async send({ messages: [message], key }, signal) {
      const { accountId, endsAt, by } = linkToMailSchema.parse(message?.body);
      const person = personOf(store, accountId);
      const to = person && mailAddress(person);
      if (person === undefined || to === undefined) throw dropped('nobody of this course has this account any more');
      if (Date.parse(endsAt) <= store.now().getTime())
        throw dropped('the time for which the link was to be good is over');
      const settings = requiredMail(mail);
      if (publicUrl === undefined)
        throw new DeliveryFailure('the server has no public address (ASSAY_PUBLIC_URL)', { verdict: 'retry' });
      const text = write(store, () => {
        const link = createLink(store, accountId, { by, endsAt });
        const issued = { kind: 'linkIssued', accountId, actor: by, student: person.student, detail: link.id } as const;
        noteAccess(store, { course: course.id, ...issued });
        return link.text;
      });
      const subject = `${course.title}: your link to sign in`;
      const address = publicUrl.to(`/sign-in/link/${text}`);
      await sendMail(settings, { to, subject, text: mailText(course.title, address, endsAt), key }, signal);
    },
  };
}

function mailText(course: string, address: string, endsAt: string): string {
  return [
    `This link signs you in to ${course}, once, until ${endsAt}:`,
    '',
    address,
    '',
    'Whoever has it can sign in as you: do not pass it on. If you did not expect it, do nothing.',
    '',
  ].join('\n');
}

function dropped(why: string): DeliveryFailure {
  return new DeliveryFailure(why, { verdict: 'dropped' });
}
