import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LoadedAssignment } from '../../src/course/load.js';
import { loadAssignment } from '../../src/course/load.js';
import { readNotebookFile } from '../../src/intake/openNotebook.js';
import { readWritten } from '../../src/written/readWritten.js';
import type { WrittenAnswer } from '../../src/written/written.js';
import { writtenSection } from '../../src/written/writtenText.js';
import { png } from '../results/samplePng.js';
import { PACKAGE_DIR } from '../support/engine.js';
import { testFolder } from '../support/folder.js';

interface Cell {
  cell_type: string;
  source: string | string[];
  metadata: { tags?: string[] };
  attachments?: unknown;
}

const GRADERS = join(PACKAGE_DIR, 'graders');
const homework1 = await loadAssignment(GRADERS, 'hw1');
const starter = JSON.parse(
  Buffer.from(await readNotebookFile(join(homework1.dir, 'starter.ipynb'))).toString('utf8'),
) as { cells: Cell[] };

const md = (source: string, more: Partial<Cell> = {}): Cell => ({
  cell_type: 'markdown',
  source,
  metadata: {},
  ...more,
});
const code = (source: string): Cell => ({ cell_type: 'code', source, metadata: {} });
const textOf = ({ source }: Cell): string => [source].flat().join('');
const at = starter.cells.findIndex((cell) => textOf(cell).startsWith('## 8 '));
const asked = textOf(starter.cells[at] ?? md(''));
const before = starter.cells.slice(0, at);
const filled = (text: string): Cell => md(asked.replace('*Your answer here.*', text));

async function written(
  cells: readonly Cell[],
  loaded: LoadedAssignment = homework1,
): Promise<readonly WrittenAnswer[]> {
  const bytes = Buffer.from(JSON.stringify({ nbformat: 4, nbformat_minor: 0, metadata: {}, cells }));
  return (await readWritten(loaded, bytes, 'ada.ipynb'))?.answers ?? [];
}
async function only(cells: readonly Cell[]): Promise<WrittenAnswer> {
  const [answer] = await written(cells);
  if (answer === undefined) throw new Error('homework 1 has a written question');
  return answer;
}

const ANSWER = 'The entropy $H = -\\sum_i p_i \\ln p_i$ is the least loss. Peeking would do it.';

describe('a written question in a student’s notebook', () => {
  it('is unanswered as the starter has it, and with nothing but white space and marks added', async () => {
    for (const cells of [
      starter.cells,
      [...before, filled('')],
      [...before, filled('   \n\n* \n---\n')],
      [...before, md(asked.replace('## 8 Written part', '# Essay question')), md('  ')],
      [...before, filled('<!-- my notes: nothing yet -->')],
    ]) {
      expect(await only(cells)).toMatchObject({ state: 'unanswered', pictures: [] });
    }
  });

  it('keeps what was written, formulas and all, and tells it from the question', async () => {
    const answer = await only([...before, filled(ANSWER)]);
    expect(answer).toMatchObject({ number: '8', state: 'answered', foundBy: 'heading', cells: [at], answer: ANSWER });
    expect(answer.source).toBe(asked.replace('*Your answer here.*', ANSWER));
  });

  it.each<[string, Cell[], Partial<WrittenAnswer>]>([
    ['moved to the front', [filled(ANSWER), ...before], { cells: [0], foundBy: 'heading' }],
    ['split into two', [...before, md(asked), md(ANSWER)], { cells: [at, at + 1] }],
    ['split around code', [...before, md(asked), code('plot()'), md(ANSWER)], { cells: [at, at + 2] }],
    [
      'split, below a heading of the student’s',
      [...before, md(asked), md('# My answer'), md(ANSWER)],
      { cells: [at, at + 1, at + 2] },
    ],
    ['moved and split', [md(asked), md(ANSWER), ...before], { cells: [0, 1] }],
    [
      'retitled',
      [...before, md(`# Essay\n\n${textOf(filled(ANSWER)).split('\n').slice(1).join('\n')}`)],
      { foundBy: 'wording' },
    ],
    ['with its number alone', [...before, md(`### Question 8:\n${ANSWER}`)], { foundBy: 'heading' }],
    ['with its title alone', [...before, md(`# written PART\n${ANSWER}`)], { foundBy: 'heading' }],
    ['with a tag', [md(ANSWER, { metadata: { tags: ['written-8'] } }), ...before], { foundBy: 'marker', cells: [0] }],
    ['with a marker', [...before, md(`<!-- written 8 -->\n${ANSWER}`)], { foundBy: 'marker' }],
    [
      'there twice, answered once',
      [...before, md(asked), ...before.slice(0, 3), filled(ANSWER)],
      { cells: [at, at + 4] },
    ],
    [
      'answered on the question’s own line',
      [
        ...before,
        md(asked.replace('loss of question 5', 'loss of question 5').replace(/(1\. [^\n]*)/u, `$1 ${ANSWER}`)),
      ],
      {},
    ],
  ])('is found %s', async (_name, cells, wanted) => {
    const answer = await only(cells);
    expect(answer).toMatchObject({ state: 'answered', ...wanted });
    expect(answer.answer.replace('# My answer\n', '')).toContain(ANSWER);
    expect(answer.answer).not.toContain('Look at the samples.');
  });

  it('is absent where the student has deleted it, which no machine judges', async () => {
    const answer = await only([...before, md('Some other text, with an answer perhaps.')]);
    expect(answer).toMatchObject({ state: 'absent', cells: [], source: '' });
    expect(writtenSection({ schemaVersion: 1, assignment: 'hw1', notebookDigest: '', answers: [answer] })).toContain(
      '8 Written part: not found in the notebook',
    );
  });

  it('ends where the starter goes on, and where another question begins', async () => {
    const manual = [
      { number: '8', title: 'Written part', points: 5 },
      { number: '9', title: 'Thoughts', points: 1 },
    ];
    const loaded = { ...homework1, assignment: { ...homework1.assignment, manual } };
    const [eight, nine] = await written([filled(ANSWER), ...before, md('## 9. Thoughts'), md('None at all.')], loaded);
    expect(eight?.cells).toEqual([0]);
    expect(nine).toMatchObject({ state: 'answered', answer: 'None at all.' });
    const [, second] = await written([md('## 9 Thoughts'), filled(ANSWER), ...before], loaded);
    expect(second).toMatchObject({ state: 'unanswered', cells: [0] });
  });

  it('without a starter, counts what stands below its heading', async () => {
    const loaded = { ...homework1, dir: join(PACKAGE_DIR, 'test') };
    expect(await written([code('x = 1'), md('## 8 Written part'), md(ANSWER)], loaded)).toMatchObject([
      { state: 'answered', answer: ANSWER },
    ]);
    expect(await written([code('x = 1'), md('## 8 Written part')], loaded)).toMatchObject([{ state: 'unanswered' }]);
  });

  it('waits for no starter that cannot be read', async () => {
    await using folder = await testFolder();
    await writeFile(join(folder.path, 'starter.ipynb'), 'no notebook');
    const loaded = { ...homework1, dir: folder.path };
    expect(await written([code('x = 1'), md('## 8 Written part'), md(ANSWER)], loaded)).toMatchObject([
      { state: 'answered', answer: ANSWER },
    ]);
  });

  it('is none where the assignment has none', async () => {
    const loaded = { ...homework1, assignment: { ...homework1.assignment, manual: [] } };
    expect(await readWritten(loaded, Buffer.from('no notebook'), 'x')).toBeUndefined();
  });
});

describe('pictures in an answer', () => {
  const picture = png(2, 2).toString('base64');

  it('are kept with their place, attached or in the text, each once', async () => {
    const text = `![a](attachment:a.png) ![b](data:image/png;base64,${picture})`;
    const answer = await only([...before, md(asked), md(text, { attachments: { 'a.png': { 'image/png': picture } } })]);
    expect(answer).toMatchObject({
      state: 'answered',
      answer: '![a](picture:1) ![b](picture:1)',
      pictures: [{ type: 'image/png', base64: picture }],
      leftOut: [],
    });
  });

  it('are what their bytes are, not what the notebook calls them', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>').toString(
      'base64',
    );
    const attachments = {
      'a.png': { 'image/png': svg },
      'b.gif': { 'image/gif': picture },
      'c.png': { 'image/png': '' },
    };
    const answer = await only([...before, md(asked, { attachments })]);
    expect(answer.pictures).toMatchObject([{ name: 'b.gif', type: 'image/png' }]);
    expect(answer.leftOut.map(({ name, why }) => [name, why])).toEqual([
      ['a.png', 'It is no PNG, JPEG, GIF or WebP.'],
      ['c.png', 'It is no PNG, JPEG, GIF or WebP.'],
    ]);
  });

  it('are bounded in size and number, and so is the text', async () => {
    const large = Buffer.concat([png(2, 2), Buffer.alloc(5_000_001)]).toString('base64');
    const many = Array.from({ length: 30 }, (_, index) => {
      const bytes = Buffer.concat([png(2, 2), Buffer.from([index])]);
      return [`${index}.png`, { 'image/png': bytes.toString('base64') }] as const;
    });
    const attachments = Object.fromEntries([['large.png', { 'image/png': large }], ...many]);
    const answer = await only([...before, md(`${asked}\n${'x'.repeat(200_000)}`, { attachments })]);
    expect(answer.pictures).toHaveLength(20);
    expect(answer.leftOut).toHaveLength(11);
    expect(answer.isCut).toBe(true);
    expect(answer.source.length).toBe(100_000);
  });

  it.each<[string, Partial<Cell>]>([
    ['a list', { attachments: [] }],
    ['a text', { attachments: 'x' }],
    ['more than is read', { attachments: { a: Array.from({ length: 600_000 }, () => 0) } }],
    ['pictures without bytes', { attachments: { a: {}, b: { 'image/png': 7 }, c: null } }],
  ])('may be anything at all in the file: %s', async (_name, odd) => {
    const answer = await only([...before, { ...filled(ANSWER), ...odd }]);
    expect(answer).toMatchObject({ state: 'answered', pictures: [] });
  });

  it('and markup are only text', async () => {
    const hostile = '<img src=x onerror=alert(1)> <script>alert(1)</script> [x](javascript:alert(1)) \u001b[31m';
    const answer = await only([...before, filled(hostile)]);
    expect(answer.answer).toBe(hostile);
    const report = writtenSection({ schemaVersion: 1, assignment: 'hw1', notebookDigest: '', answers: [answer] });
    expect(report).toContain(`8 Written part: answered (${answer.answer.length} characters, cell ${at + 1})`);
    expect(report).not.toContain('alert');
  });
});
