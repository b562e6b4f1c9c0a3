import { z } from 'zod';
import { readPeople } from '../ledger/roster.js';
import type { Channel, ChannelDeps } from './channel.js';
import { DeliveryFailure } from './deliveryFailure.js';
import { sendMail } from './mail.js';
import { noticesOf, studentsOf } from './notice.js';
import { requiredMail } from './settings.js';
import { staffMail } from './staffText.js';
import { studentMail } from './studentMail.js';

const MINUTE_MS = 60_000;
const addressSchema = z.email().max(254);

/** Mail to the addresses of staff that the course names. */
export function staffChannel(
  { store, course, mail }: ChannelDeps,
  { to, digestMinutes }: { readonly to: readonly string[]; readonly digestMinutes: number },
): Channel {
  return {
    name: 'staff',
    digestMs: digestMinutes * MINUTE_MS,
    recipientsOf: () => to,
    async send({ recipient, messages, key }, signal) {
      if (!to.includes(recipient)) {
        throw new DeliveryFailure('the course no longer names this address', { verdict: 'dropped' });
      }
      await sendMail(
        requiredMail(mail),
        { to: recipient, ...staffMail(course, noticesOf(store, messages)), key },
        signal,
      );
    },
  };
}

/** Mail to the students whom a notice concerns, each by themselves. */
export function studentsChannel({ store, course, mail }: ChannelDeps): Channel {
  return {
    name: 'students',
    digestMs: 0,
    recipientsOf: (notice) => studentsOf({ store, course: course.id }, notice),
    async send({ recipient, messages, key }, signal) {
      const [notice] = noticesOf(store, messages);
      const [person] = readPeople({ store, course: course.id }, [recipient]);
      // A student chose it: anything but one address could reach somebody else.
      const address = addressSchema.safeParse(person?.email);
      if (notice === undefined || notice.kind === 'needsStaff' || !address.success) {
        throw new DeliveryFailure('the roster has no e-mail address for this student', { verdict: 'dropped' });
      }
      await sendMail(requiredMail(mail), { to: address.data, ...studentMail(course, notice), key }, signal);
    },
  };
}
