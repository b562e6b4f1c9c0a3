import { readFile, readdir, writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exitCodes.js';
import { writtenCommand } from '../../src/cli/written.js';
import { typed } from '../cli/lateStaff.js';
import { png } from '../results/samplePng.js';
import { PACKAGE_DIR } from '../support/engine.js';
import { testFolder } from '../support/folder.js';

interface Cell {
  readonly source: string | readonly string[];
}
const text = ({ source }: Cell): string => [source].flat().join('');

const picture = (bytes: Buffer): string => `![plot](data:image/png;base64,${bytes.toString('base64')})`;
/** 60,000 × 60,000 pixels, which nobody should open. */
const bomb = (): Buffer => {
  const bytes = Buffer.from(png(2, 2));
  bytes.writeUInt32BE(60_000, 16);
  bytes.writeUInt32BE(60_000, 20);
  return bytes;
};
const ANSWERS: Readonly<Record<string, string | null>> = {
  ada: `Because $\\varepsilon$ has unit variance.\n\n$$\nx_t = \\sqrt{\\bar\\alpha_t}\\,x_0 + \\sqrt{1-\\bar\\alpha_t}\\,\\varepsilon\n$$\n\n${picture(png(400, 300))}\n\n| steps | error |\n|---|---|\n| 10 | 12.1 |`,
  bela: '',
  chidi: null,
  dalia: Array.from({ length: 200 }, (_, line) => `Paragraph ${line}. ${'Words, and more words. '.repeat(12)}`).join(
    '\n\n',
  ),
  emeka: `<script>document.body.remove()</script></div></section><style>.page{display:none}</style><img src=x onerror=alert(1)>\n\n![x](http://127.0.0.1:9/x.png) ${picture(bomb())} $\\rule{9999em}{9999em}$ ${'$'.repeat(4000)} ${'{'.repeat(4000)}\n\n${'> '.repeat(3000)}deep\n\n$${'\\sqrt{'.repeat(500)}x${'}'.repeat(500)}$\n\n$$${'a+'.repeat(400)}b$$`,
};

it('prints a class’s answers, each question on the same pages, whatever a notebook holds', async () => {
  await using folder = await testFolder();
  const starter = JSON.parse(await readFile(join(PACKAGE_DIR, 'graders/hw4/starter.ipynb'), 'utf8')) as {
    cells: Cell[];
  };
  const source = join(folder.path, 'class');
  await mkdir(source);
  for (const [name, answer] of Object.entries(ANSWERS)) {
    const cells = starter.cells
      .filter((cell) => answer !== null || !text(cell).includes('Written part'))
      .map((cell) => ({ ...cell, source: text(cell).replace('*Your answer here.*', () => answer ?? '') }));
    await writeFile(join(source, `${name}.ipynb`), JSON.stringify({ ...starter, cells }));
  }
  await writeFile(join(source, 'farid.ipynb'), 'no notebook');
  process.env['ASSAY_STATE_DIR'] = join(folder.path, 'state');
  const out = join(PACKAGE_DIR, 'out', 'browser', 'written');
  const said = await typed(writtenCommand, ['written', 'hw4', source, '--together', '--out', out], 'ada');
  expect(said).toMatchObject({ code: EXIT.passed, error: '' });
  expect(said.out).toContain('6 booklets of 3 pages each');
  expect(said.out).toContain('pages 2–3: 8.3 Written part, 5 points');
  expect(said.out).toContain('8.3 not answered (1): bela');
  expect(said.out).toContain('8.3 not found in the notebook, so people have to look (1): chidi');
  expect(said.out).toMatch(/8\.3 too long for its pages; .*: dalia \(\d+ pages\), emeka \(\d+ pages\)/u);
  expect(said.out).toContain('Without answers (1): farid: ');
  const index = (await readFile(join(out, 'index.csv'), 'utf8')).split('\r\n');
  expect(index[1]).toMatch(/^hw4-written-1\.pdf,1,3,[^,]+,,,,8\.3,,,,0,$/u);
  expect(index[6]).toMatch(/^hw4-written-1\.pdf,16,18,/u);
  const pdf = (await readFile(join(out, 'hw4-written-1.pdf'))).toString('latin1');
  expect(pdf.match(/\/Type\s*\/Page\b(?!s)/gu)?.length).toBe(18);
  expect(pdf).not.toMatch(/\/(JavaScript|JS|URI|Launch|EmbeddedFile)\b/u);
  expect(await readdir(out)).toEqual(['hw4-written-1.pdf', 'index.csv']);
});
