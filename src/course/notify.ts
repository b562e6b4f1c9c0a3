import { z } from 'zod';
import { idSchema } from './fields.js';

/** What people can be told of. */
const NOTICE_KINDS = ['needsStaff', 'resultReady', 'chargesChanged', 'regradeResolved', 'release'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** Channels that every course has: mail to the addresses in `staff`, and mail to the students concerned. */
const MAIL_CHANNELS = ['staff', 'students'] as const;

const LOOPBACK = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/u;

const minutes = (fallback: number) =>
  z
    .int()
    .min(0)
    .max(1440)
    .default(fallback)
    .describe('Messages of a kind that come within so many minutes are sent as one; 0: each by itself.');

const webhookSchema = z
  .strictObject({
    url: z.url().max(2000).describe('Where messages are posted as JSON. Redirects are not followed.'),
    digestMinutes: minutes(1),
    details: z.boolean().default(false).describe('Whether students’ names, addresses, hours and scores are sent too.'),
    allowPlainHttp: z.boolean().default(false).describe('Whether http: may be used to another machine.'),
  })
  .superRefine(({ url, allowPlainHttp }, context) => {
    const complain = (message: string): void => {
      context.addIssue({ code: 'custom', path: ['url'], message });
    };
    // Its own schema complains of it.
    if (!URL.canParse(url)) return;
    const { protocol, hostname, username, password } = new URL(url);
    if (protocol !== 'https:' && protocol !== 'http:') complain('is not an address of the form https://host/path');
    if (username !== '' || password !== '') complain('has a user or a password in it, which every reader would see');
    if (protocol === 'http:' && !allowPlainHttp && !LOOPBACK.test(hostname)) {
      complain(
        'is not https:, so that everybody on the way could read it; where that is meant, set allowPlainHttp: true',
      );
    }
  });
export type WebhookTerms = z.infer<typeof webhookSchema>;

const channelsSchema = z.array(z.string()).max(10).default([]);

/** `notify` in `course.yaml`. */
export const notifySchema = z
  .strictObject({
    staff: z
      .strictObject({
        to: z
          .array(z.email().max(254))
          .min(1)
          .max(20)
          .describe('Addresses of course staff; each gets a mail of its own.'),
        digestMinutes: minutes(15),
      })
      .optional()
      .describe('The channel `staff`.'),
    webhooks: z
      .record(idSchema, webhookSchema)
      .default({})
      .describe('Each is a channel of this name: a chat system, or a program of the course’s.'),
    kinds: z
      .strictObject({
        needsStaff: channelsSchema.describe('Something waits for course staff.'),
        resultReady: channelsSchema.describe('A submission has a grade.'),
        chargesChanged: channelsSchema.describe('Somebody’s late hours or score changed.'),
        regradeResolved: channelsSchema.describe('A request for a regrade has its outcome.'),
        release: channelsSchema.describe('Grades of an assignment are released.'),
      })
      .describe('Which channels tell of it: `staff`, `students` (by mail), or the name of a webhook.'),
  })
  .superRefine(({ staff, webhooks, kinds }, context) => {
    const names = Object.keys(webhooks);
    const known = [...(staff === undefined ? [] : ['staff']), 'students', ...names];
    for (const name of names.filter((one) => MAIL_CHANNELS.some((mail) => mail === one))) {
      context.addIssue({ code: 'custom', path: ['webhooks', name], message: 'has a name that stands for mail' });
    }
    for (const kind of NOTICE_KINDS) {
      kinds[kind].forEach((channel, index) => {
        const complain = (message: string): void => {
          context.addIssue({ code: 'custom', path: ['kinds', kind, index], message });
        };
        if (channel === 'staff' && staff === undefined) complain('is a channel without addresses: add notify.staff.to');
        else if (!known.includes(channel)) complain(`is no channel of this course; known: ${known.join(', ')}`);
        else if (kind === 'needsStaff' && channel === 'students') complain('is not whom this concerns');
        else if (kinds[kind].indexOf(channel) !== index) complain('is named twice');
      });
    }
  });
export type NotifyTerms = z.infer<typeof notifySchema>;
