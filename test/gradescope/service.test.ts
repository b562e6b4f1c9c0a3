import { describe, expect, it } from 'vitest';
import { listWork } from '../../src/work/status.js';
import { testServer } from '../server/harness.js';
import { testFolder } from '../support/folder.js';
import { notebookFile } from '../support/notebook.js';
import { gradeRow } from '../work/sample.js';
import { autograders, containers, metadataOfStudent, runOnPlatform, submission, type Run } from './platform.js';

const CONTAINERS = 300;
/** So many of them are second containers of a submission that another one sends at the same time. */
const TWICE = 20;
/** Leaves 45 s, in which 300 Pythons must start on two processors. */
const LIMIT_SECONDS = 75;

describe('the forwarder and the real server', () => {
  it('300 containers at once while no worker grades', { timeout: 180_000 }, async () => {
    await using server = await testServer();
    await using folder = await testFolder();
    const { kid, secret } = server.key;
    const [root = ''] = await autograders(folder.path, [{ server: server.origin, assignment: 'quick', kid, secret }]);
    const files = await submission(folder.path, { 'work/hw.ipynb': notebookFile(['x = 1']).toString() });
    const roots = await containers(root, CONTAINERS);
    const runs = roots.map((copy, number): Run => {
      return { root: copy, metadata: metadataOfStudent(number % (CONTAINERS - TWICE)), files, timeout: LIMIT_SECONDS };
    });
    const cpuBefore = process.cpuUsage();
    const stored = await runOnPlatform(runs);
    const { user, system } = process.cpuUsage(cpuBefore);
    console.info(
      `${CONTAINERS} containers: ${((user + system) / 1000 / CONTAINERS).toFixed(1)} ms of the server's CPU each`,
    );

    expect(stored.filter(({ error_code: error, exit_status: status }) => error !== null || status !== 0)).toEqual([]);
    expect(stored.every(({ results }) => results?.score === undefined)).toBe(true);
    // A machine that is too slow for all of them in time leaves some that could not reach the server, and says so.
    const isIn = stored.map(({ results }) => /place in the queue was \d+/u.test(results?.output ?? ''));
    const unreached = stored.filter(({ results }) => results?.output?.includes('could not be reached') === true);
    const numbers = isIn.flatMap((found, number) => (found ? [number % (CONTAINERS - TWICE)] : []));
    expect(unreached.length + numbers.length).toBe(CONTAINERS);
    expect(numbers.length).toBeGreaterThan(CONTAINERS / 2);
    // Whoever was told so is in the ledger, once.
    const kept = listWork(server.store, { state: 'queued', limit: 1000 }).map(
      (work) => Number(work.submissionId) - 9000,
    );
    expect(new Set(kept).size).toBe(kept.length);
    expect(numbers.filter((number) => !kept.includes(number))).toEqual([]);

    // Once a submission has come to an end, a re-run shows it at once.
    const [work] = listWork(server.store, { state: 'queued', limit: 1 });
    gradeRow(server.store, work?.id ?? '');
    const [rerun] = await runOnPlatform(runs.slice(kept[0] ?? 0).slice(0, 1));
    expect(rerun?.stdout).toBe('done: graded\n');
    expect(rerun?.results?.score).toBe(10);
  });
});
