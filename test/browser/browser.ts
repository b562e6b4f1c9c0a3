import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { PACKAGE_DIR } from '../support/engine.js';

/** Debian's own, which the set-up installs; without its sandbox, which root may not have. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** For people to look at: `out/browser/<name>.png`. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = join(PACKAGE_DIR, 'out', 'browser');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
