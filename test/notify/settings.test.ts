import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mailSettings } from '../../src/notify/settings.js';
import { testFolder } from '../support/folder.js';

const FROM = 'Assay <assay@example.edu>';
const read = (url: string, from = FROM) => mailSettings({ ASSAY_SMTP_URL: url, ASSAY_MAIL_FROM: from });

test.each([
  ['smtp://mail.example.edu', { host: 'mail.example.edu', port: 587, tls: 'starttls' }],
  ['smtps://ada:p%40ss%2F1@mail.example.edu', { port: 465, tls: 'always', auth: { user: 'ada', pass: 'p@ss/1' } }],
  ['smtp://relay.example.edu:25?tls=none', { port: 25, tls: 'none' }],
  ['smtp://127.0.0.1:2525', { tls: 'none' }],
])('%s', async (url, wanted) => {
  const from = { name: 'Assay', address: 'assay@example.edu' };
  expect(await read(url)).toMatchObject({ ...wanted, from });
});

test('nothing set: no mail; a file may hold the URL', async () => {
  expect(await mailSettings({ ASSAY_SMTP_URL: '' })).toBeUndefined();
  await using folder = await testFolder();
  const file = join(folder.path, 'smtp');
  await writeFile(file, 'smtp://mail.example.edu\n');
  const env = { ASSAY_SMTP_URL_FILE: file, ASSAY_MAIL_FROM: 'assay@example.edu' };
  expect(await mailSettings(env)).toMatchObject({ host: 'mail.example.edu', from: { name: '' } });
});

test.each([
  ['mail.example.edu:587', FROM],
  ['http://ada:s3cret@mail.example.edu', FROM],
  ['smtp://ada:s3cret@mail.example.edu/path', FROM],
  ['smtp://ada:s3cret@mail.example.edu?tls=none', FROM],
  ['smtp://ada:s3cret%@mail.example.edu', FROM],
  ['smtp://ada:s3cret@mail.example.edu?pool=true', FROM],
  ['smtp://ada:s3cret@mail.example.edu', ''],
  ['smtp://ada:s3cret@mail.example.edu', 'Assay <assay@example.edu>\r\nBcc: all@example.edu'],
])('%s with the sender %j is refused, and no secret is quoted', async (url, from) => {
  const error = await read(url, from).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'PlatformError', message: expect.stringMatching(/^(In )?ASSAY_/u) as string });
  expect((error as Error).message).not.toContain('s3cret');
});
