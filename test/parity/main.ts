/**
 * Runs the parity snippets in the grader and in ipykernel, and prints what differs. `npm run parity`; choose with
 * `-- NAME…` (the beginnings of names). `--record` also keeps what the kernel did as the reference that the tests
 * compare with. Exit code 1 where a difference has no reason in differences.yaml.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { testContext } from '../support/engine.js';
import { parityAssignment } from './runner/assignment.js';
import { faultsOf, readDifferences } from './runner/compare.js';
import { runInKernel } from './runner/kernel.js';
import { runHere } from './runner/ours.js';
import { readReference } from './runner/seen.js';
import { PARITY_DIR, readSnippets } from './runner/snippet.js';

const { values, positionals } = parseArgs({ options: { record: { type: 'boolean' } }, allowPositionals: true });
const snippets = new Map(readSnippets(positionals).map((snippet) => [snippet.name, snippet]));
const reference = readReference();
const differences = readDifferences();
const context = await testContext();
const loaded = await parityAssignment();
let failed = 0;

for await (const { name, cells } of runInKernel(context.images.student, [...snippets.values()])) {
  const snippet = snippets.get(name);
  if (snippet === undefined) continue;
  // Colab's own shell, where it was recorded, is a second kernel to agree with.
  reference[name] = { ...reference[name], jupyter: [...cells] };
  const faults = faultsOf(snippet, await runHere(context, loaded, snippet), { reference, differences });
  if (faults.length > 0) failed += 1;
  for (const fault of faults) console.log(`DIFFERS ${name} ${fault}`);
}
if (values.record === true) {
  const sorted = Object.fromEntries(Object.entries(reference).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(join(PARITY_DIR, 'reference.json'), `${JSON.stringify(sorted, null, 1)}\n`);
}
console.log(`${snippets.size - failed} passed, ${failed} failed`);
if (failed > 0 || snippets.size === 0) process.exitCode = 1;
