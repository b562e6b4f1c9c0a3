import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findLink } from '../../src/access/links.js';
import { openForReading } from '../../src/db/open.js';
import { openForWriting } from '../../src/ledger/open.js';
import { setStaff } from '../access/people.js';
import { assay } from '../support/assay.js';
import { testFolder } from '../support/folder.js';
import { beginCourse, COURSE } from '../ledger/sample.js';

const now = (): Date => new Date();

it('makes a link, lists it without its secret, and ends it', async () => {
  await using folder = await testFolder();
  const ledger = join(folder.path, 'ledger.db');
  {
    using store = openForWriting(ledger, { now });
    beginCourse(store);
    setStaff(store, COURSE, { ada: { role: 'instructor', waiveHours: 0 }, tim: { role: 'ta', waiveHours: 0 } });
  }
  const env = { ASSAY_LEDGER: ledger, ASSAY_STAFF: 'ada', ASSAY_PUBLIC_URL: 'https://assay.example.edu' };
  const run = (args: string[], more: object = {}) =>
    assay(['access', ...args], { state: folder.path, env: { ...env, ...more } });
  const made = await run(['link', 's1@example.edu']);
  const [, text = ''] = /^https:\/\/assay\.example\.edu\/sign-in\/link\/([\w-]{43})$/u.exec(made.stdout) ?? [];
  {
    using store = openForReading(ledger, { now });
    expect(findLink(store, text)?.student).toBe('s1');
  }
  expect((await run(['link', 'tim'])).exitCode).toBe(0);
  const listed = await run(['list']);
  expect(listed.stdout).toMatch(/student:s1 {2}link/u);
  expect(listed.stdout).toMatch(/staff:tim {2}link/u);
  expect((await run(['list', '--json'])).stdout).not.toContain(text);
  expect((await run(['revoke', 's1'])).stdout).toBe('Ended: 1 link, 0 sessions, 0 tokens.');
  {
    using store = openForReading(ledger, { now });
    expect(findLink(store, text)).toBeUndefined();
  }
  const assistant = await run(['link', 's1'], { ASSAY_STAFF: 'tim' });
  expect([assistant.exitCode, assistant.stdout]).toEqual([2, '']);
  expect((await run(['link', 's1'], { ASSAY_PUBLIC_URL: '' })).stderr).toContain('--public-url');
  // The server mails it, with its own address.
  const mailed = await run(['link', 's1', '--mail'], { ASSAY_PUBLIC_URL: '' });
  expect(mailed.stdout).toMatch(/^A link is mailed to s1@example\.edu, .*; it is good once/u);
});
