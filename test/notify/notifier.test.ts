import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { commitGrade, openAttempt } from '../../src/ledger/attempts.js';
import { countDeliveries, removeEnded } from '../../src/ledger/deliveries.js';
import { putOutbox } from '../../src/ledger/outbox.js';
import { recordEvents } from '../../src/ledger/recordEvents.js';
import { putStudent } from '../../src/ledger/roster.js';
import { all } from '../../src/db/store.js';
import { COURSE, draft, gradeOf, received } from '../ledger/sample.js';
import { waitFor } from '../support/waitFor.js';
import { notifyDesk, type NotifyDesk } from './desk.js';
import { httpSink } from './httpSink.js';
import { smtpSink } from './smtpSink.js';

const MINUTE = { staff: { to: ['ada@example.edu', 'ben@example.edu'], digestMinutes: 1 } };

const unsent = ({ store }: NotifyDesk): unknown[] =>
  all(store, store.query.selectFrom('outbox').select('kind').where('sentAt', 'is', null));

describe('who is told of what', () => {
  test('staff get what comes within the time of a digest as one mail, each address its own; rows are marked', async () => {
    await using desk = await notifyDesk();
    await using smtp = await smtpSink();
    for (const id of [7, 8, 9]) desk.needStaff(id);
    await desk.start({ ...MINUTE, kinds: { needsStaff: ['staff'] } }, smtp.url);
    await waitFor('two mails', () => smtp.mails.length === 2);
    expect(smtp.mails.map(({ to }) => to[0]).sort()).toEqual(['ada@example.edu', 'ben@example.edu']);
    const [mail] = smtp.mails;
    expect(mail?.header('Subject')).toBe(`[${COURSE}] 3 submissions need course staff (hw1: 3)`);
    expect(mail?.text).toContain('- Homework 1 (hw1), submission 8: the platform failed on every try (work w8)');
    expect(mail?.header('Auto-Submitted')).toBe('auto-generated');
    await waitFor('marks', () => unsent(desk).length === 0);
    desk.needStaff(10);
    await waitFor('a later one by itself', () => smtp.mails.length === 4);
    expect(smtp.mails[2]?.header('Subject')).toContain('1 submission needs course staff (hw1)');
    expect(desk.errors).toEqual([]);
  });

  test('students get their own: those of the submission, of the change, of the request; all of a release', async () => {
    await using desk = await notifyDesk();
    await using smtp = await smtpSink();
    const { store } = desk;
    const kinds = {
      resultReady: ['students'],
      chargesChanged: ['students'],
      regradeResolved: ['students'],
      release: ['students'],
    };
    await desk.start({ kinds }, smtp.url);
    const toldOf = async (count: number): Promise<[string | undefined, string | undefined, string][]> => {
      await waitFor(`${count} mails`, () => smtp.mails.length >= count);
      return smtp.mails.splice(0).map((mail) => [mail.to[0], mail.header('Subject'), mail.text]);
    };
    recordEvents({ store, course: COURSE }, [received('7', 'hw1', ['s1', 's2'], '2027-02-11T06:30:00Z')]);
    commitGrade(store, openAttempt({ store, course: COURSE }, '7'), gradeOf('7', 91));
    const graded = await toldOf(2);
    expect(graded.map(([to]) => to)).toEqual(['s1@example.edu', 's2@example.edu']);
    for (const [, subject, text] of graded) {
      expect(subject).toBe('Deep Models: your submission to Homework 1 (hw1) was graded');
      expect(text).not.toMatch(/91|Student s|@/u);
    }
    const outcome = { student: 's2', assignment: 'hw1', requestId: 'r1' } as const;
    recordEvents({ store, course: COURSE }, [
      draft({ type: 'regrade_requested', ...outcome, textRef: 'ticket 1' }),
      draft({ type: 'regrade_resolved', ...outcome, outcome: 'upheld' }),
    ]);
    expect(await toldOf(1)).toEqual([
      ['s2@example.edu', expect.any(String), expect.stringContaining('Your grade stays as it was.')],
    ]);
    const [before, after] = [
      { budget: 5, remaining: 5 },
      { budget: 5, remaining: 4 },
    ];
    const charge = { hoursUsed: 0, penaltyBp: 0, finalScore: '90' };
    const assignments = {
      hw1: { before: charge, after: { ...charge, hoursUsed: 1, penaltyBp: 300, finalScore: '87.3' } },
    };
    const body = { student: 's3', hours: { before, after }, assignments };
    putOutbox(store, { course: COURSE, kind: 'charges_changed', key: 'changed:c1:s3', body });
    const [[to, , text] = []] = await toldOf(1);
    expect(to).toBe('s3@example.edu');
    expect(text).toContain('- You have 4 of 5 late hours left; it was 5 of 5 late hours.');
    expect(text).toContain('1 late hour used instead of 0, a late penalty of 3% instead of 0%.');
    expect(text).not.toContain('87.3');
    recordEvents({ store, course: COURSE }, [draft({ type: 'grades_released', assignment: 'hw1' })]);
    expect((await toldOf(3)).map(([to]) => to)).toEqual(['s1@example.edu', 's2@example.edu', 's3@example.edu']);
    expect(desk.errors).toEqual([]);
  });

  test('a webhook gets ids and a line, signed; names, addresses and scores only where the course says so', async () => {
    await using desk = await notifyDesk();
    await using plain = await httpSink();
    await using full = await httpSink();
    const webhooks = {
      chat: { url: plain.url, digestMinutes: 0 },
      own: { url: full.url, digestMinutes: 0, details: true },
    };
    await desk.start({ webhooks, kinds: { resultReady: ['chat', 'own'], needsStaff: ['chat'] } });
    recordEvents({ store: desk.store, course: COURSE }, [received('7', 'hw1', ['s1'], '2027-02-11T06:30:00Z')]);
    commitGrade(desk.store, openAttempt({ store: desk.store, course: COURSE }, '7'), gradeOf('7', 91));
    await waitFor('both', () => plain.posts.length === 1 && full.posts.length === 1);
    const [post] = plain.posts;
    expect(JSON.parse(post?.body ?? '')).toEqual({
      schemaVersion: 1,
      key: post?.headers['x-assay-key'],
      course: COURSE,
      kind: 'resultReady',
      text: 'Deep Models: 1 submission graded (hw1)',
      items: [
        { key: 'result:7:1', at: expect.any(String) as string, assignments: ['hw1'], submissionId: '7', attempt: 1 },
      ],
    });
    const people = [{ student: 's1', name: 'Student s1', email: 's1@example.edu' }];
    expect(JSON.parse(full.posts[0]?.body ?? '')).toMatchObject({ items: [{ people, earnedMicroPoints: 91_000_000 }] });

    // As docs/notify.md says that it is verified.
    const [, at = '', hex] = /^t=(\d+),v1=([0-9a-f]{64})$/u.exec(String(post?.headers['x-assay-signature'])) ?? [];
    const made = createHmac('sha256', await desk.secrets.of('chat')).update(`${at}.${post?.body ?? ''}`);
    expect(made.digest('hex')).toBe(hex);
    expect(await desk.secrets.of('own')).not.toBe(await desk.secrets.of('chat'));
  });

  test('without a channel nobody is told, and nothing waits for one', async () => {
    await using desk = await notifyDesk();
    await using smtp = await smtpSink();
    desk.needStaff(7);
    const none = await desk.start({ kinds: {} }, smtp.url);
    await waitFor('the mark', () => unsent(desk).length === 0);
    await none.stop();
    await desk.start({ ...MINUTE, kinds: { needsStaff: ['staff'] } }, smtp.url);
    desk.needStaff(8);
    await waitFor('a mail', () => smtp.mails.length > 0);
    expect(smtp.mails[0]?.text).not.toContain('submission 7');
  });
});

test('what students chose stays text: no header, no second recipient, no markup', async () => {
  await using desk = await notifyDesk();
  await using smtp = await smtpSink();
  await using hook = await httpSink();
  const evil = 'Eve <!channel>\r\nBcc: all@example.edu\r\n\r\n<script>';
  const person = { name: evil, sid: null, section: null };
  putStudent(
    { store: desk.store, course: COURSE },
    { student: 's1', email: 's1@example.edu, all@example.edu', ...person },
  );
  putStudent(
    { store: desk.store, course: COURSE },
    { student: 's2', email: 's2@example.edu\r\nBcc: all@example.edu', ...person },
  );
  putStudent({ store: desk.store, course: COURSE }, { student: 's3', email: 's3@example.edu', ...person });
  const webhooks = { chat: { url: hook.url, digestMinutes: 0, details: true } };
  await desk.start({ webhooks, kinds: { resultReady: ['students', 'chat'] } }, smtp.url);
  const id = '7\r\nX-Evil: 1 <!here>';
  recordEvents({ store: desk.store, course: COURSE }, [
    received(id, 'hw1', ['s1', 's2', 's3'], '2027-02-11T06:30:00Z'),
  ]);
  commitGrade(desk.store, openAttempt({ store: desk.store, course: COURSE }, id), gradeOf(id, 91));
  await waitFor('an end of each', () => desk.tried.length === 4);
  expect(smtp.mails.map(({ to }) => to)).toEqual([['s3@example.edu']]);
  expect(smtp.mails[0]?.raw).not.toMatch(/^(?:bcc|x-evil):/imu);
  const dropped = desk.tried.filter(({ outcome }) => outcome === 'dropped');
  expect(dropped.map(({ delivery }) => delivery.recipient)).toEqual(['s1', 's2']);
  const { text } = JSON.parse(hook.posts[0]?.body ?? '') as { text: string };
  expect(text).toBe('Deep Models: 1 submission graded (hw1)');
});

test('what ended long ago is removed with its messages; what waits, and what is new, stays', async () => {
  await using desk = await notifyDesk();
  await using smtp = await smtpSink();
  for (const id of [7, 8]) desk.needStaff(id);
  const first = await desk.start({ ...MINUTE, kinds: { needsStaff: ['staff'] } }, smtp.url);
  await waitFor('the marks', () => unsent(desk).length === 0);
  await first.stop();
  desk.needStaff(9);
  smtp.mode = 'busy';
  await desk.start({ ...MINUTE, kinds: { needsStaff: ['staff'] } }, smtp.url, { firstPauseMs: 60_000 });
  await waitFor('two tries', () => desk.tried.filter(({ outcome }) => outcome === 'retry').length === 2);
  const future = new Date(desk.store.now().getTime() + 1000);
  expect(removeEnded(desk.store, new Date(0), 100)).toBe(0);
  expect(removeEnded(desk.store, future, 100)).toBe(2);
  expect(countDeliveries(desk.store, ['sent', 'waiting']).map(({ state, count }) => [state, count])).toEqual([
    ['waiting', 2],
  ]);
  expect(all(desk.store, desk.store.query.selectFrom('outbox').select('key'))).toEqual([{ key: 'needs_staff:w9:1' }]);
});
