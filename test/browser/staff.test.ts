import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoCourse, fillLedger } from '../../src/cli/demo/course.js';
import { startAssay, type AssayProcess } from '../support/assay.js';
import { testFolder } from '../support/folder.js';
import { axeFindings } from './axe.js';
import { openBrowser, screenshot } from './browser.js';

/** The demonstration's course and made-up class, served without a worker: nothing is graded here. */
let server: AssayProcess;
let browser: Browser;
let page: Page;
let url: string;
let folder: Awaited<ReturnType<typeof testFolder>>;

beforeAll(async () => {
  folder = await testFolder();
  const course = await demoCourse(folder.path, 'hw4');
  await fillLedger(folder.path, course, ['ada', 'dalia']);
  const args = ['serve', '--demo-sign-in', '--course', course, '--listen', '127.0.0.1:0'];
  server = startAssay(args, { state: folder.path });
  while (!server.said().includes('"msg":"ready"')) {
    if (server.hasEnded()) throw new Error(`it ended before it served: ${server.said()}`);
    await sleep(100);
  }
  url = `http://127.0.0.1:${/"port":(\d+)/u.exec(server.said())?.[1] ?? ''}`;
  browser = await openBrowser();
}, 180_000);
afterAll(async () => {
  await browser.close();
  server.kill('SIGINT');
  await server.ended;
  await folder[Symbol.asyncDispose]();
});

async function signIn(name: string): Promise<Page> {
  const context = await browser.newContext();
  const fresh = await context.newPage();
  await fresh.goto(url);
  await fresh.getByRole('button', { name }).click();
  await fresh.waitForURL(`${url}/`);
  return fresh;
}

/** What the page would have done that its policy forbids, and whether it is wider than a phone. */
async function lookAt(name: string, path: string): Promise<string[]> {
  const said: string[] = [];
  const listen = (message: { text(): string }): void => void said.push(message.text());
  page.on('console', listen);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(url + path);
  await screenshot(page, `staff-${name}`);
  const found = await axeFindings(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await screenshot(page, `staff-${name}-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 360, height: 740 });
  const isWide = await page.evaluate<boolean>('document.documentElement.scrollWidth > 360');
  if (isWide) found.push(`${path} is wider than a phone`);
  await screenshot(page, `staff-${name}-phone`);
  page.off('console', listen);
  return [...found, ...said];
}

it('every page of staff’s may be used by all, in both themes and on a phone', { timeout: 300_000 }, async () => {
  page = await signIn('assistant');
  const found: Record<string, string[]> = {};
  const look = async (name: string, path: string): Promise<void> => {
    found[name] = await lookAt(name, path);
  };
  await look('home', '/staff');
  const submission = await page.locator('a[href^="/staff/submissions/"]').first().getAttribute('href');
  await look('class', '/staff/assignments/hw4');
  await look('release', '/staff/assignments/hw4/release');
  await look('students', '/staff/students');
  await look('student', '/staff/students/m2');
  await look('needs-staff', submission ?? '');
  await page.goto(`${url}/staff/assignments/hw4`);
  const graded = await page.locator('#students ~ .scroll a[href^="/staff/submissions/"]').first().getAttribute('href');
  await look('submission', graded ?? '');
  await look('as-student', `${graded ?? ''}/as-student`);
  await look('queue', '/staff/queue');
  await look('report', '/staff/report');
  await look('what-if', '/staff/what-if?student=m5&assignment=hw4&grant=-100');
  await look('decide', '/staff/decide');
  await look('extend', '/staff/decide/extend?student=m5&assignment=hw4');
  expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, []])));
});

it(
  'a decision shows who changes in a dialog over its form, and is stored from there',
  { timeout: 120_000 },
  async () => {
    page = await signIn('instructor');
    await page.goto(`${url}/staff/decide/grant?student=m5`);
    await page.getByLabel('Hours', { exact: true }).fill('12');
    await page.getByLabel('Reason').fill('Two hours were lost to a power cut.');
    await page.getByRole('button', { name: 'Show who changes' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Changes for 1 student').waitFor();
    await screenshot(page, 'staff-dialog');
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByRole('link', { name: 'Back' }).click();
    expect(await page.getByLabel('Hours', { exact: true }).inputValue()).toBe('12');
    await page.getByRole('button', { name: 'Show who changes' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Store it' }).click();
    await page.waitForURL(/\/staff\/students\/m5$/u);
    expect(await page.getByRole('main').innerText()).toContain('Two hours were lost to a power cut.');
  },
);
