import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { assay } from '../support/assay.js';
import { testFolder, type TestFolder } from '../support/folder.js';
import { openBrowser, screenshot } from './browser.js';
import { startDemo, type DemoServer } from './demoServer.js';
import { startJupyter, type Jupyter } from './jupyter.js';

let folder: TestFolder;
let demo: DemoServer;
let jupyter: Jupyter;
let browser: Browser;

// The first run on a machine makes an environment with JupyterLab: about 40 s where nothing else runs.
beforeAll(async () => {
  folder = await testFolder();
  [demo, jupyter, browser] = await Promise.all([startDemo(), startJupyter(folder.path), openBrowser()]);
  const { stdout } = await assay(['feedback-cell', 'hw4', '--server', demo.url], {
    state: join(folder.path, '.state'),
  });
  const cells = ['x = 1', `${stdout}\n`].map((source) => ({
    ...{ cell_type: 'code', metadata: {}, source, outputs: [], execution_count: null },
  }));
  const metadata = { kernelspec: { name: 'python3', display_name: 'Python 3' } };
  const text = JSON.stringify({ nbformat: 4, nbformat_minor: 4, metadata, cells });
  for (const name of ['JupyterLab', 'Notebook']) await writeFile(join(folder.path, `${name}.ipynb`), text);
}, 300_000);
afterAll(async () => {
  await browser.close();
  await Promise.all([jupyter[Symbol.asyncDispose](), demo[Symbol.asyncDispose]()]);
  await folder[Symbol.asyncDispose]();
});

/** Signs in with the code that the cell shows, in a browser of the student's own. */
async function allow(code: string): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(demo.url);
  await page.getByRole('button', { name: 'Dalia' }).click();
  await page.goto(`${demo.url}/device`);
  await page.getByRole('textbox').fill(code);
  await page.getByRole('main').getByRole('button').first().click();
  await page.getByRole('button', { name: 'Allow' }).click();
  await context.close();
}

async function ready(page: Page): Promise<void> {
  await page.locator('.jp-CodeCell').first().waitFor();
  await page.getByText('Python 3 (ipykernel)').first().waitFor();
}

it.each([
  ['JupyterLab', '/lab/tree/JupyterLab.ipynb'],
  ['Notebook', '/notebooks/Notebook.ipynb'],
])('%s: what is not saved is sent, and feedback stands under the cell', { timeout: 240_000 }, async (name, path) => {
  const page = await browser.newPage({ viewport: { width: 1200, height: 1400 } });
  await page.goto(jupyter.url + path);
  await ready(page);
  await page.locator('.jp-CodeCell .cm-content').first().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(`\nedited = "${name}"`);
  await page.locator('.jp-CodeCell .cm-content').last().click();
  await page.keyboard.press('Control+Enter');
  const output = page.locator('.jp-OutputArea-output').last();
  const asks = /type ([A-Z0-9]{4}-[A-Z0-9]{4})/u;
  await output.filter({ hasText: asks }).waitFor({ timeout: 60_000 });
  await allow(asks.exec(await output.innerText())?.[1] ?? '');
  await output.filter({ hasText: 'does not count' }).waitFor({ timeout: 120_000 });
  await screenshot(page, `cell-${name}`);
  expect(await output.innerText()).toContain('0 of 26 points in the visible checks');
  expect(await readFile(join(folder.path, `${name}.ipynb`), 'utf8')).toContain(`edited = \\"${name}\\"`);
  await page.close();
});
