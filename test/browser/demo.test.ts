import { readdir } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { containersOfCommand } from '../support/traces.js';
import { axeFindings } from './axe.js';
import { openBrowser, screenshot } from './browser.js';
import { startDemo, type DemoServer } from './demoServer.js';

let demo: DemoServer;
let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  [demo, browser] = await Promise.all([startDemo(), openBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await demo[Symbol.asyncDispose]();
});
beforeEach(async () => {
  context = await browser.newContext();
  page = await context.newPage();
  return () => context.close();
});

it('says loudly that it is a demonstration', () => {
  expect(demo.process.said()).toContain('THIS IS A DEMONSTRATION');
});

it('lets a newcomer sign in as anybody, on pages that all can use', { timeout: 120_000 }, async () => {
  await page.goto(demo.url);
  await screenshot(page, 'sign-in');
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Dalia' }).click();
  await page.waitForURL(`${demo.url}/`);
  await screenshot(page, 'home');
  expect(await axeFindings(page)).toEqual([]);
});

it('lets sign in without script', async () => {
  const plain = await browser.newContext({ javaScriptEnabled: false });
  try {
    const without = await plain.newPage();
    await without.goto(demo.url);
    await without.getByRole('button', { name: 'Ada' }).click();
    await without.waitForURL(`${demo.url}/`);
    expect(await without.getByRole('main').innerText()).not.toBe('');
  } finally {
    await plain.close();
  }
});

it('ends by Ctrl+C with 0, and leaves nothing behind', { timeout: 60_000 }, async () => {
  expect(await readdir(demo.folder)).toEqual([expect.stringMatching(/^assay-demo-/u)]);
  demo.process.kill('SIGINT');
  expect((await demo.process.ended).exitCode).toBe(0);
  expect(await containersOfCommand(demo.process.pid)).toEqual([]);
  expect(await readdir(demo.folder)).toEqual([]);
});
