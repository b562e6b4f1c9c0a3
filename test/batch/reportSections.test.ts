import { describe, expect, it } from 'vitest';
import { parseHTML } from 'linkedom';
import { batchSections } from '../../src/batch/reportSections.js';
import { reportPage } from '../../src/report/page.js';
import { classStatistics } from '../../src/batch/statistics.js';
import { item, row } from './sampleRun.js';

const EVIL = '<img src=x onerror=alert(1)>';
const cells = [
  { index: 0, number: 1, status: 'error', error: { name: 'E', text: `${EVIL}\u202e` }, outputCut: false, wallMs: 1 },
] as const;
const rows = [
  row('Ada', 'ppp', { usage: { cpuMs: 2_000, peakMemoryBytes: 200 * 1024 * 1024 } }),
  row('Bela', 'ppf'),
  [item(EVIL), row('x', 'pff', { cells: [...cells], notes: [`${EVIL}\u202e is missing`] })[1]] as const,
  [item('Dalia'), { kind: 'badInput', message: 'No notebook.' }] as const,
];
const sections = batchSections({
  maxMicroPoints: 3_000_000,
  statistics: classStatistics(rows),
  flaky: new Map([['1.2', ['Ada']]]),
});
const page = reportPage({ title: `hw4: ${EVIL}`, lead: 'A run.' }, sections);

/** What of a browser's document is looked at here. */
interface Node {
  readonly textContent: string;
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): Iterable<Node>;
}
const { document } = parseHTML(page) as unknown as { document: Node };
const all = (selector: string): Node[] => Array.from(document.querySelectorAll(selector));

describe('the report of a batch', () => {
  it('is one file that fetches nothing and runs nothing', () => {
    expect(page).not.toMatch(/<(script|link|iframe|object|embed|base)\b/iu);
    expect(all('[src], [href], [action], [style*="url"]')).toEqual([]);
    expect(
      all('style')
        .map((style) => style.textContent)
        .join(''),
    ).not.toMatch(/url\(|@import/u);
    expect(page).toContain(`content="default-src 'none'`);
  });

  it('shows what students wrote as text, without direction marks', () => {
    expect(all('img')).toEqual([]);
    expect(all('h1')[0]?.textContent).toBe(`hw4: ${EVIL}`);
    expect(page).not.toContain('\u202e');
  });

  it('has a chart with a label for scores, outcomes and checks, and the numbers in tables', () => {
    const labels = all('svg[aria-label]').map((svg) => svg.getAttribute('aria-label'));
    expect(labels).toEqual(['Scores', 'Outcomes', 'Checks: who passes', 'Checks: what they tell']);
    const cellsOf = (text: string): string[] => {
      const rowFound = all('tr').find((tr) => tr.textContent.includes(text));
      return Array.from(rowFound?.querySelectorAll('th, td') ?? [], (cell) => cell.textContent);
    };
    expect(cellsOf('check 2')).toEqual(['1.2', 'check 2', '2', '3', '67', '0']);
    expect(cellsOf('peak memory')).toEqual(['peak memory, MiB', '200', '200', '200', '1']);
    expect(cellsOf('No notebook.')).toEqual(['Dalia', 'Dalia', 'No notebook.']);
    expect(page).toContain('3 of 4 submissions graded. Mean 2.0, median 2 of 3 points.');
    expect(sections[3]?.rows[1]).toEqual(['1.2', 0.5]);
    expect(page).toContain('gave different verdicts');
  });

  it('can be made of nothing', () => {
    const empty = batchSections({ maxMicroPoints: 0, statistics: classStatistics([]), flaky: null });
    expect(reportPage({ title: 'hw4', lead: '' }, empty)).toContain('0 of 0 submissions graded.');
  });
});
