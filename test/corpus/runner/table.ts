import Table from 'cli-table3';
import type { CaseReport } from './lane.js';
import { catalogue } from './catalogue.js';

/** Attacks defended and tried by family, the sum at the end. */
export function familyTable(reports: readonly CaseReport[], runtime: string): string {
  const table = new Table({
    head: ['', 'family', `defended / tried (${runtime})`, 'longest'],
    style: { head: [], border: [], compact: true },
  });
  for (const [family, title] of Object.entries(catalogue.families)) {
    const own = reports.filter((report) => report.family === family);
    if (own.length > 0) table.push([family === 'ordinary' ? '' : family, title, score(own), longest(own)]);
  }
  table.push(['', 'all', score(reports), longest(reports)]);
  return table.toString();
}

/** What remains possible by design, and what no case shows. */
export function residualText(): string {
  const residual = catalogue.residual.map(({ what, mitigation }) => `- ${what}.\n  ${mitigation}.`);
  const notCovered = catalogue.notCovered.map(({ what, why }) => `- ${what}. ${why}`);
  return ['What remains possible:', ...residual, '', 'What no case shows:', ...notCovered].join('\n');
}

function score(reports: readonly CaseReport[]): string {
  return `${reports.filter(({ faults }) => faults.length === 0).length} / ${reports.length}`;
}

function longest(reports: readonly CaseReport[]): string {
  return `${(Math.max(...reports.map(({ wallMs }) => wallMs)) / 1000).toFixed(1)} s`;
}
