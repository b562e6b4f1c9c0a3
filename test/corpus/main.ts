/**
 * Runs the corpus of hostile notebooks and says how many attacks were defended. `npm run corpus`; choose with
 * `-- --runtime runsc`, `--family A`, `--id A01`, and with `--lanes 1` how many run at once. Exit code 1 where one won.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { loadCases, type CorpusCase } from './runner/cases.js';
import { Lane, type CaseReport } from './runner/lane.js';
import { growthFaults } from './runner/kept.js';
import { ownTmpFolder } from './runner/leftovers.js';
import { familyTable, residualText } from './runner/table.js';

const { values } = parseArgs({
  options: {
    runtime: { type: 'string' },
    family: { type: 'string' },
    id: { type: 'string' },
    lanes: { type: 'string', default: String(availableParallelism()) },
  },
});

const waiting = loadCases().filter(
  ({ family, id }) => (values.family ?? family) === family && id.startsWith(values.id ?? ''),
);
const total = waiting.length;
const reports: CaseReport[] = [];
await using _tmpFolder = await ownTmpFolder();

async function work(): Promise<void> {
  await using lane = await Lane.open({ runtime: values.runtime });
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const report = await lane.run(next).catch((error: unknown) => ended(next, error));
    reports.push(report);
    const verdict = report.faults.length === 0 ? 'defended' : `NOT DEFENDED: ${report.faults.join('; ')}`;
    console.error(`${reports.length}/${total} ${report.family} ${report.id} ${verdict}`);
  }
}

/** An exception out of the pipeline is a defeat of its own: the worker would have had no grade. */
function ended({ id, family }: CorpusCase, error: unknown): CaseReport {
  return {
    id,
    family,
    faults: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
    wallMs: 0,
    kept: { liveBytes: 0, descriptors: 0 },
  };
}

await Promise.all(Array.from({ length: Math.min(total, Number(values.lanes)) }, work));
const growth = growthFaults(reports.map(({ kept }) => kept));
for (const fault of growth) console.error(`NOT DEFENDED: ${fault}`);
console.log(familyTable(reports, values.runtime ?? 'default runtime'));
console.log(`\n${residualText()}`);
if (total === 0 || growth.length > 0 || reports.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
