import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { Refusal } from '../../base/refusal.js';
import { bookletsHtml, pagesOf, PAPER_PX, type Booklet, type BookletForm, type PrintedPicture } from './booklet.js';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const MAX_MS_EACH = 30_000;

/** How a question came out: how small it was set, and how many pages it would have needed at that. */
const fitSchema = z.strictObject({ scale: z.number(), needed: z.int().min(0) });
export type Fit = z.infer<typeof fitSchema>;

interface Printed {
  readonly pdf: Buffer;
  /** By booklet and question. */
  readonly fits: readonly (readonly Fit[])[];
}

/** A browser that prints what students wrote: it runs no program of a page, and reaches no network. */
export interface Printer extends AsyncDisposable {
  /** @throws {Error} where it does not end in time, or not with the pages that it should have. */
  print(booklets: readonly Booklet[], form: BookletForm): Promise<Printed>;
}

/**
 * @param webDir has the style and the layout.
 * @throws {Refusal} where what prints is not installed.
 */
export async function openPrinter(webDir: string, browserFile?: string): Promise<Printer> {
  const [css, layout] = (await Promise.all(
    ['written.css', 'written-layout.js'].map((name) => readFile(join(webDir, name), 'utf8')),
  )) as [string, string];
  const browser = await launch(browserFile ?? (await firstOf(BROWSERS)));
  return {
    print: (booklets, form) => print(browser, { booklets, form, css, layout }),
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

interface Job {
  readonly booklets: readonly Booklet[];
  readonly form: BookletForm;
  readonly css: string;
  readonly layout: string;
}

async function print(browser: Browser, { booklets, form, css, layout }: Job): Promise<Printed> {
  const pictures = new Map<string, PrintedPicture>();
  const html = bookletsHtml(booklets, form, css, pictures);
  const context = await browser.newContext({ javaScriptEnabled: false, serviceWorkers: 'block' });
  const timer = setTimeout(() => void context.close(), MAX_MS_EACH * booklets.length);
  try {
    await context.route('**/*', async (route) => {
      const picture = pictures.get(route.request().url());
      if (picture === undefined) await route.abort();
      else await route.fulfill({ contentType: picture.type, body: picture.bytes });
    });
    const page = await context.newPage();
    await page.setContent(html, { waitUntil: 'load', timeout: MAX_MS_EACH * booklets.length });
    // Asked from outside: the page itself runs nothing.
    const fits = z.array(fitSchema).parse(await page.evaluate(layout));
    const { width, height } = PAPER_PX[form.paper];
    const pdf = await page.pdf({ width: `${width}px`, height: `${height}px`, printBackground: true });
    const [found, wanted] = [countPages(pdf), booklets.length * pagesOf(form)];
    if (found !== wanted) throw new RangeError(`${found} pages came out, and there should be ${wanted}`);
    const each = form.questions.length;
    return { pdf, fits: booklets.map((_, index) => fits.slice(index * each, (index + 1) * each)) };
  } finally {
    clearTimeout(timer);
    await context.close();
  }
}

/** Chromium leaves the objects of pages uncompressed. */
function countPages(pdf: Buffer): number {
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/gu)?.length ?? 0;
}

async function launch(executablePath: string | undefined): Promise<Browser> {
  const playwright = await import('playwright-core').catch(() => undefined);
  if (playwright === undefined || executablePath === undefined) {
    throw new Refusal({
      code: 'noPrinter',
      whoseTurn: 'operator',
      text: `Printing needs ${executablePath === undefined ? 'Chromium' : 'the package playwright-core'}, which is not installed.`,
      remedy: 'Operator: run `npm run setup -- --print` as root; docs/written.md says what that installs.',
    });
  }
  const args = ['--disable-dev-shm-usage', '--disable-gpu', '--host-resolver-rules=MAP * ~NOTFOUND'];
  // Root may have none: as an ordinary user it prints within Chromium's own sandbox.
  const chromiumSandbox = process.getuid?.() !== 0;
  return playwright.chromium.launch({ executablePath, args, chromiumSandbox });
}

async function firstOf(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    if (isThere) return file;
  }
  return undefined;
}
