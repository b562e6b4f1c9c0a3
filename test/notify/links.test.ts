import { expect, test } from 'vitest';
import { findLink } from '../../src/access/links.js';
import { erase } from '../../src/ledger/commands/erase.js';
import { mailSignInLink } from '../../src/ledger/commands/signInLink.js';
import { linkChannel } from '../../src/notify/linkChannel.js';
import { mailSettings } from '../../src/notify/settings.js';
import { publicUrl } from '../../src/server/auth/publicUrl.js';
import { COURSE } from '../ledger/sample.js';
import { waitFor } from '../support/waitFor.js';
import { notifyDesk, type NotifyDesk } from './desk.js';
import { smtpSink, type SmtpSink } from './smtpSink.js';

const ADA = { kind: 'staff', id: 'ada' } as const;
const url = publicUrl('https://assay.example.edu');

async function start({ store, ...desk }: NotifyDesk, smtpUrl: string): Promise<void> {
  const env = { ASSAY_SMTP_URL: smtpUrl, ASSAY_MAIL_FROM: 'Assay <assay@example.edu>' };
  const course = { id: COURSE, title: 'Deep Models' };
  const channels = [linkChannel({ store, course, mail: await mailSettings(env), publicUrl: url })];
  await desk.start({ kinds: {} }, smtpUrl, { channels, kinds: undefined, deadlineMs: 1_000 });
}

const linkIn = ({ mails }: SmtpSink, index: number): string =>
  /https:\/\/assay\.example\.edu\/sign-in\/link\/([\w-]{43})/u.exec(mails[index]?.text ?? '')?.[1] ?? '';

test('a link is made when it is mailed, and nothing that is kept lets anybody in', async () => {
  await using desk = await notifyDesk();
  await using smtp = await smtpSink();
  const { store } = desk;
  const asked = mailSignInLink({ store, course: COURSE }, ADA, { who: 's1@example.edu', hours: 2 });
  expect(asked.address).toBe('s1@example.edu');
  expect(store.sqlite.prepare('SELECT count(*) FROM signInLinks').pluck().get()).toBe(0);
  await start(desk, smtp.url);
  await waitFor('a mail', () => smtp.mails.length === 1);
  expect(smtp.mails[0]).toMatchObject({ to: ['s1@example.edu'] });
  expect(smtp.mails[0]?.text).toContain(asked.endsAt);
  const link = linkIn(smtp, 0);
  expect(findLink(store, link)?.student).toBe('s1');
  const kept = ['outbox', 'deliveries', 'deliveryItems', 'signInLinks', 'accessLog'].map((table) =>
    store.sqlite.prepare(`SELECT * FROM ${table}`).all(),
  );
  expect(JSON.stringify(kept)).not.toMatch(new RegExp(`${link}|s1@example`, 'u'));
  expect(store.sqlite.prepare('SELECT kind, actor, student FROM accessLog').all()).toEqual([
    { kind: 'linkAsked', actor: 'staff:ada', student: 's1' },
    { kind: 'linkIssued', actor: 'staff:ada', student: 's1' },
  ]);
});

test('a mail that may have arrived is sent again, and both links are good; whoever has left gets none', async () => {
  await using desk = await notifyDesk();
  await using smtp = await smtpSink({ mode: 'hang' });
  const { store } = desk;
  const ledger = { store, course: COURSE };
  mailSignInLink(ledger, ADA, { who: 's1', hours: 2 });
  mailSignInLink(ledger, ADA, { who: 's2', hours: 2 });
  erase(ledger, ADA, { student: 's2', reason: 'asked for it' });
  await start(desk, smtp.url);
  await waitFor('the first mail', () => smtp.mails.length === 1);
  smtp.mode = 'take';
  await waitFor('both ends', () =>
    ['sent', 'dropped'].every((end) => desk.tried.some(({ outcome }) => outcome === end)),
  );
  expect(smtp.mails.map(({ to }) => to)).toEqual([['s1@example.edu'], ['s1@example.edu']]);
  for (const index of [0, 1]) expect(findLink(store, linkIn(smtp, index))?.student).toBe('s1');
  expect(linkIn(smtp, 0)).not.toBe(linkIn(smtp, 1));
});
