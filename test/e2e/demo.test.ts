import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { startAssay } from '../support/assay.js';
import { testFolder } from '../support/folder.js';
import { containersOfCommand, processesWith } from '../support/traces.js';
import { waitFor } from '../support/waitFor.js';

/** The demo's own state folder lies in the folder for temporary files, which is the test's here. */
it(
  'assay demo, interrupted: exit code 130, and no container, process or file is left',
  { timeout: 60_000 },
  async () => {
    await using folder = await testFolder();
    await using unused = await testFolder();
    const demo = startAssay(['demo'], { state: unused.path, env: { TMPDIR: folder.path } });
    await demo.hasSaid(/: cell \d+ of/u);
    expect(await readdir(folder.path)).toEqual([expect.stringMatching(/^assay-demo-/u)]);
    demo.kill('SIGINT');
    expect((await demo.ended).exitCode).toBe(130);
    expect(await containersOfCommand(demo.pid)).toEqual([]);
    await waitFor('its Redis to end', async () => (await processesWith(folder.path)).length === 0);
    expect(await readdir(folder.path)).toEqual([]);
  },
);
