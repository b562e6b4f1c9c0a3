import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readDead, reviveDead } from '../../src/ledger/deliveries.js';
import { openForWriting } from '../../src/ledger/open.js';
import { putOutbox } from '../../src/ledger/outbox.js';
import { all } from '../../src/db/store.js';
import { COURSE } from '../ledger/sample.js';
import { testFolder } from '../support/folder.js';
import { waitFor } from '../support/waitFor.js';
import { notifyDesk, type NotifyDesk } from './desk.js';
import { httpSink } from './httpSink.js';
import { smtpSink } from './smtpSink.js';

const STAFF = { staff: { to: ['ada@example.edu'], digestMinutes: 0 }, kinds: { needsStaff: ['staff'] } };
const chat = (url: string) => ({ webhooks: { chat: { url, digestMinutes: 0 } }, kinds: { needsStaff: ['chat'] } });

const outcomes = ({ tried }: NotifyDesk): string[] => tried.map(({ outcome }) => outcome);
const problems = ({ tried }: NotifyDesk): string[] => [...new Set(tried.flatMap(({ problem }) => problem ?? []))];

describe('a mail server that fails and comes back', () => {
  test.each([
    ['hang', 'after it took the mail', 'the mail server did not answer in time'],
    ['hangAtStart', 'before it greets', 'the mail server did not answer in time'],
    ['busy', 'with 451', 'the mail server did not take the mail (EENVELOPE 451 4.3.0)'],
    ['loginRefused', 'with 535', 'the mail server did not take the mail (EAUTH 535 5.7.8)'],
  ] as const)('%s, %s: tried again under the same key until it is taken', async (mode, _when, problem) => {
    await using desk = await notifyDesk();
    await using smtp = await smtpSink({ mode, login: mode === 'loginRefused' });
    desk.needStaff(7);
    // A server that says something is not cut off, however busy this machine is.
    await desk.start(STAFF, smtp.url, mode.startsWith('hang') ? { deadlineMs: 500 } : {});
    await waitFor('two tries', () => outcomes(desk).length >= 2);
    expect(problems(desk)).toEqual([problem]);
    smtp.mode = 'take';
    await waitFor('the end', () => outcomes(desk).includes('sent'));
    const ids = smtp.mails.map((mail) => [mail.header('Message-ID'), mail.header('X-Assay-Key')].join(' '));
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^<assay\.([0-9a-f]{32})@example\.edu> \1$/u);
    const [row] = all(desk.store, desk.store.query.selectFrom('deliveries').selectAll());
    expect(row).toMatchObject({ state: 'sent', attempts: outcomes(desk).length });
  });

  test('it is away: what waits is sent when one listens there again', async () => {
    await using desk = await notifyDesk();
    const before = await smtpSink();
    await before[Symbol.asyncDispose]();
    desk.needStaff(7);
    await desk.start(STAFF, before.url);
    await waitFor('two tries', () => outcomes(desk).length >= 2);
    expect(problems(desk)).toEqual([expect.stringContaining('did not take the mail (ECONNREFUSED')]);
    await using after = await smtpSink({ port: Number(new URL(before.url).port) });
    await waitFor('the mail', () => after.mails.length === 1);
  });

  test('a refusal for good is given up at once, names nobody, and goes out again when an operator says so', async () => {
    await using desk = await notifyDesk();
    await using smtp = await smtpSink({ mode: 'refuse' });
    desk.needStaff(7);
    await desk.start(STAFF, smtp.url);
    await waitFor('the end', () => outcomes(desk).length > 0);
    expect(outcomes(desk)).toEqual(['dead']);
    const [dead] = readDead(desk.store, 10);
    expect(dead?.lastError).toBe('the mail server refuses this mail (EENVELOPE 550 5.1.1)');
    smtp.mode = 'take';
    expect(reviveDead(desk.store, [dead?.id ?? 0])).toBe(1);
    await waitFor('the mail', () => smtp.mails.length === 1);
    expect(smtp.mails[0]?.header('X-Assay-Key')).toBe(dead?.key);
    expect(readDead(desk.store, 10)).toEqual([]);
  });

  test('a secret is in no problem that is told, whatever the server says', async () => {
    await using desk = await notifyDesk();
    await using smtp = await smtpSink({ mode: 'loginRefused', login: true });
    desk.needStaff(7);
    await desk.start(STAFF, smtp.url);
    await waitFor('a try', () => outcomes(desk).length > 0);
    expect(JSON.stringify(all(desk.store, desk.store.query.selectFrom('deliveries').selectAll()))).not.toContain(
      's3cret',
    );
  });

  test('no mail server is set: the mail waits', async () => {
    await using desk = await notifyDesk();
    desk.needStaff(7);
    await desk.start(STAFF);
    await waitFor('a try', () => outcomes(desk).length > 0);
    expect(problems(desk)).toEqual(['no mail server is set (ASSAY_SMTP_URL, ASSAY_MAIL_FROM)']);
  });
});

describe('a webhook that fails and comes back', () => {
  test.each([
    ['hang', 'cannot be reached (no answer in time)'],
    ['drop', 'cannot be reached (UND_ERR_SOCKET)'],
    [503, 'answered 503'],
    [429, 'answered 429'],
  ] as const)('%s: tried again under the same key until it is taken', async (mode, problem) => {
    await using desk = await notifyDesk();
    await using sink = await httpSink(mode);
    desk.needStaff(7);
    await desk.start(chat(sink.url), undefined, mode === 'hang' ? { deadlineMs: 500 } : {});
    await waitFor('two tries', () => outcomes(desk).length >= 2);
    expect(problems(desk)).toEqual([expect.stringContaining(problem)]);
    expect(problems(desk).join()).not.toContain('t0ken');
    sink.mode = 204;
    await waitFor('the end', () => outcomes(desk).includes('sent'));
    expect(new Set(sink.posts.map(({ headers, body }) => `${String(headers['x-assay-key'])} ${body}`)).size).toBe(1);
  });

  test.each([[400], [404], [410], [301], [307]])(
    '%i is given up at once, and no redirect is followed',
    async (status) => {
      await using desk = await notifyDesk();
      await using sink = await httpSink(status);
      desk.needStaff(7);
      await desk.start(chat(sink.url));
      await waitFor('the end', () => outcomes(desk).length > 0);
      expect(outcomes(desk)).toEqual(['dead']);
      expect(sink.posts.map(({ path }) => path)).toEqual(['/hooks/t0ken']);
    },
  );

  test('an answer without an end is not waited for', async () => {
    await using desk = await notifyDesk();
    await using sink = await httpSink('hangInBody');
    desk.needStaff(7);
    await desk.start(chat(sink.url));
    await waitFor('the end', () => outcomes(desk).length > 0);
    expect(outcomes(desk)).toEqual(['sent']);
  });
});

test('a channel that hangs is in no other’s way, and stopping cuts it off', async () => {
  await using desk = await notifyDesk();
  await using smtp = await smtpSink({ mode: 'hangAtStart' });
  await using sink = await httpSink();
  const terms = { ...STAFF, webhooks: chat(sink.url).webhooks, kinds: { needsStaff: ['staff', 'chat'] } };
  const handle = await desk.start(terms, smtp.url, { deadlineMs: 600_000 });
  for (const id of [7, 8, 9]) desk.needStaff(id);
  await waitFor('the posts, and the mail’s connection', () => sink.posts.length === 3 && smtp.connections() > 0);
  expect(smtp.connections()).toBe(1);
  await handle.stop();
  expect(outcomes(desk).filter((outcome) => outcome === 'retry')).toHaveLength(1);
});

test('after its last try a message is given up', async () => {
  await using desk = await notifyDesk();
  await using sink = await httpSink(500);
  desk.needStaff(7);
  await desk.start(chat(sink.url), undefined, { firstPauseMs: 0 });
  await waitFor('the end', () => outcomes(desk).includes('dead'));
  expect(outcomes(desk)).toHaveLength(20);
  expect(readDead(desk.store, 10)).toMatchObject([
    { attempts: 20, lastError: expect.stringContaining('500') as string },
  ]);
});

test('killed between sending and marking: sent again, under the key that tells the repetition', async () => {
  await using folder = await testFolder();
  await using smtp = await smtpSink({ mode: 'hang' });
  const file = join(folder.path, 'ledger.db');
  {
    using store = openForWriting(file, { now: () => new Date() });
    const body = { submissionId: '7', assignment: 'hw1', cause: 'course' };
    putOutbox(store, { course: COURSE, kind: 'needs_staff', key: 'k7', body });
  }
  const begin = () =>
    spawn(process.execPath, ['--import', 'tsx', 'test/notify/senderProcess.ts', folder.path, JSON.stringify(STAFF)], {
      env: { ...process.env, ASSAY_SMTP_URL: smtp.url, ASSAY_MAIL_FROM: 'assay@example.edu' },
      stdio: 'inherit',
    });
  const first = begin();
  await waitFor('the mail to arrive', () => smtp.mails.length === 1);
  first.kill('SIGKILL');
  await once(first, 'exit');
  smtp.mode = 'take';
  const second = begin();
  using store = openForWriting(file, { now: () => new Date() });
  const state = () => all(store, store.query.selectFrom('deliveries').select(['state', 'attempts']));
  await waitFor('the mark', () => state()[0]?.state === 'sent');
  second.kill('SIGKILL');
  await once(second, 'exit');
  expect(state()).toEqual([{ state: 'sent', attempts: 2 }]);
  expect(smtp.mails.map((mail) => mail.header('Message-ID'))).toEqual([
    smtp.mails[0]?.header('Message-ID'),
    smtp.mails[0]?.header('Message-ID'),
  ]);
});
