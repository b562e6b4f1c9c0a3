import { appendFile, cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { sendMail } from '../../src/notify/mail.js';
import { mailSettings } from '../../src/notify/settings.js';
import { assay } from '../support/assay.js';
import { certificate } from '../support/certificate.js';
import { QUICK_COURSE_DIR, testFolder } from '../support/folder.js';
import { smtpSink } from './smtpSink.js';

const FROM = { ASSAY_MAIL_FROM: 'Assay <assay@example.edu>' };

let folder: Awaited<ReturnType<typeof testFolder>>;
let pair: Awaited<ReturnType<typeof certificate>>;
beforeAll(async () => {
  folder = await testFolder();
  pair = await certificate(folder.path, 'mail');
});
afterAll(() => folder[Symbol.asyncDispose]());

/** Sends a mail as this process, which does not know the certificate. @returns why it was not sent. */
async function refusal(url: string): Promise<unknown> {
  const settings = await mailSettings({ ASSAY_SMTP_URL: url, ...FROM });
  if (settings === undefined) throw new Error('no settings');
  const mail = { to: 'ada@example.edu', subject: 'A', text: 'A', key: 'a' };
  return sendMail(settings, mail, AbortSignal.timeout(20_000)).catch((error: unknown) => error);
}

it.each(['always', 'starttls'] as const)(
  'a certificate that nobody vouches for gets no mail and no password: %s',
  async (begin) => {
    await using smtp = await smtpSink({ login: true, tls: { begin, ...pair } });
    expect(await refusal(smtp.url)).toMatchObject({
      verdict: 'retry',
      message: expect.stringContaining('NODE_EXTRA_CA_CERTS') as string,
    });
    expect(smtp.mails).toEqual([]);
  },
);

it('`notify test` sends over TLS to a server whose certificate the operator named', async () => {
  await using smtp = await smtpSink({ login: true, tls: { begin: 'always', ...pair } });
  const env = { ASSAY_SMTP_URL: smtp.url, ...FROM, NODE_EXTRA_CA_CERTS: pair.file };
  const course = join(folder.path, 'course');
  await cp(QUICK_COURSE_DIR, course, { recursive: true });
  const notify = { staff: { to: ['grace@example.edu'] }, kinds: { needsStaff: ['staff'] } };
  await appendFile(join(course, 'course.yaml'), stringify({ notify }));
  const { exitCode, stdout } = await assay(['notify', 'test', '--course', course], { state: folder.path, env });
  expect(exitCode, stdout).toBe(0);
  expect(smtp.mails.map(({ to }) => to)).toEqual([['grace@example.edu']]);
});
