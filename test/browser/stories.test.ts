import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PACKAGE_DIR } from '../support/engine.js';
import { axeFindings } from './axe.js';
import { openBrowser, screenshot } from './browser.js';
import { startDemo, type DemoServer } from './demoServer.js';

let demo: DemoServer;
let browser: Browser;

beforeAll(async () => {
  [demo, browser] = await Promise.all([startDemo(), openBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await demo[Symbol.asyncDispose]();
});

/** Every text that the page shows while it waits: each may stand there for a moment only. */
const TELL = `{
  const where = document.querySelector('[data-where]');
  new MutationObserver(() => console.log(where.textContent)).observe(where, { childList: true });
}`;

const SAMPLE = join(PACKAGE_DIR, 'graders/samples/hw4/dalia.ipynb');
type Choose = (page: Page) => Promise<void>;

const chosen: Choose = (page) => page.getByLabel('Your notebook').setInputFiles(SAMPLE);

/** As a browser hands over what is dropped, here beside the form, and another file with it. */
const dropped: Choose = async (page) => {
  const bytes = JSON.stringify((await readFile(SAMPLE)).toString('base64'));
  const transfer = await page.evaluateHandle(`{
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(${bytes}), (it) => it.charCodeAt(0))], 'dalia.ipynb'));
    data.items.add(new File(['other'], 'other.txt'));
    data;
  }`);
  await page.dispatchEvent('h1', 'dragover', { dataTransfer: transfer });
  await page.locator('form.drop.over').waitFor();
  await page.dispatchEvent('h1', 'drop', { dataTransfer: transfer });
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Ask for feedback');
};

/** From signing in to the page of the run, as the demonstration tells a newcomer. */
async function sendSample(context: BrowserContext, student: string, choose: Choose): Promise<Page> {
  const page = await context.newPage();
  await page.goto(demo.url);
  await page.getByRole('button', { name: student }).click();
  await page.locator('a[href="/assignments/hw4"]').click();
  await choose(page);
  await page.getByRole('button', { name: 'Ask for feedback' }).click();
  await page.waitForURL(/\/runs\//u);
  return page;
}

async function readsReport(page: Page): Promise<void> {
  await page.getByRole('heading', { name: /points in the visible checks/u }).waitFor({ timeout: 150_000 });
  const report = await page.getByRole('main').innerText();
  expect(report).toMatch(/If you hand in now \(.*\), this homework uses 7 late hours/u);
  expect(report).toContain('dalia.ipynb');
}

it('a student drops a notebook, sees where it is, and reads report and price', { timeout: 240_000 }, async () => {
  const context = await browser.newContext();
  const page = await sendSample(context, 'Dalia', dropped);
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  await page.evaluate(TELL);
  await screenshot(page, 'run');
  await readsReport(page);
  expect(said).toContainEqual(expect.stringMatching(/^It runs your notebook: cell \d+ of 18\.$/u));
  expect(said).toContainEqual(expect.stringMatching(/^It checks: check \d+ of 11\.$/u));
  await page.getByAltText('A plot of cell 6').scrollIntoViewIfNeeded();
  await expect.poll(() => page.evaluate('document.querySelector("figure img").naturalWidth')).toBeGreaterThan(0);
  for (const [name, path] of [
    ['report', new URL(page.url()).pathname],
    ['assignment', '/assignments/hw4'],
    ['late', '/late'],
    ['account', '/account'],
    ['device', '/device'],
  ] as const) {
    await page.goto(demo.url + path);
    await screenshot(page, name);
    expect([name, await axeFindings(page)]).toEqual([name, []]);
  }
  await context.close();
});

it('does the same without script, on a phone', { timeout: 240_000 }, async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  const page = await sendSample(context, 'Ada', chosen);
  // Nobody loads it anew but the page itself.
  await readsReport(page);
  await screenshot(page, 'report-phone');
  await context.close();
});
