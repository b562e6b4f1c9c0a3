import Table from 'cli-table3';
import type { Drift } from './drift.js';

const UNEXPLAINED = 'NO REASON: pin Colab’s version, or say in docker/colab/apart.yaml why not';

/** The table, and a sentence for what stands in no row. */
export function renderDrift({ apart, idleReasons, same, notListed }: Drift, source: string): string {
  const table = new Table({
    head: ['package', 'here', source, 'reason'],
    colWidths: [null, null, null, 72],
    wordWrap: true,
    style: { compact: true, head: [], border: [] },
  });
  for (const { name, here, colab, reason } of apart) table.push([name, here, colab, reason ?? UNEXPLAINED]);
  const lines = [
    ...(apart.length > 0 ? [table.toString()] : []),
    `${same} in Colab's version, ${apart.length} apart, ${notListed.length} that the list does not name.`,
    ...idleReasons.map((name) => `${name}: a reason without a difference; take it out of docker/colab/apart.yaml.`),
  ];
  return `${lines.join('\n')}\n`;
}
