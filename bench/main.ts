/**
 * `npm run bench -- [section …] [--peers]`: what a submission costs, beside its baselines, all in one run, so that only
 * ratios and the named bounds matter. Sections: start, calls, memory, cpu, class; all where none is named.
 * ROUNDS=9 for more rounds, CLASS=10 for a smaller class.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Table from 'cli-table3';
import { execa } from 'execa';
import { PACKAGE_DIR } from '../src/cli/setting.js';
import { measure } from './cost.js';
import { nbgrader } from './peers/nbgrader.js';
import { otter } from './peers/otter.js';
import type { Row } from './row.js';
import { calls } from './sections/calls.js';
import { cpu } from './sections/cpu.js';
import { memory } from './sections/memory.js';
import { start } from './sections/start.js';
import { throughput } from './sections/throughput.js';
import { openStage } from './stage.js';

const words = process.argv.slice(2);
const withPeers = words.includes('--peers');
const wanted = words.filter((word) => !word.startsWith('--'));

await using stage = await openStage();
const { hw4, numbers } = stage.homework;
const folder = await mkdtemp(join(tmpdir(), 'assay-bench-'));
try {
  const venv = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'assay-bench', 'peers');
  if (withPeers) await execa('bash', [join(PACKAGE_DIR, 'bench', 'peers', 'venv.sh'), venv], { stdio: 'inherit' });
  const peersOf = async (homework: typeof hw4) =>
    withPeers ? [await otter(venv, folder, homework), await nbgrader(venv, folder, homework)] : [];
  const peers = { hw4: await peersOf(hw4), numbers: await peersOf(numbers) };
  const sections: Record<string, () => Promise<Row[]>> = {
    start: () => start(stage),
    calls: () => calls(stage),
    memory: () => memory(stage),
    cpu: async () => [...(await cpu(stage, numbers, peers.numbers)), ...(await cpu(stage, hw4, peers.hw4))],
    class: () => throughput(stage, hw4, peers.hw4[0]),
  };
  const idle = await measure(() => sleep(3_000));
  const table = new Table({ head: ['figure', 'measured', 'wanted', ''], style: { head: [], border: [] } });
  for (const [name, section] of Object.entries(sections)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    for (const { figure, measured, wanted: bound = '', isMet } of await section()) {
      table.push([figure, measured, bound, isMet === undefined ? '' : isMet ? 'met' : 'missed']);
    }
    await stage.forget();
  }
  console.log(table.toString());
  console.log(`other work meanwhile: ${((idle.cpuSeconds / idle.wallSeconds) * 100).toFixed(0)} % of one core`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
