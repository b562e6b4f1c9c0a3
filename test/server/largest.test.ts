import { expect, it } from 'vitest';
import { boundTexts } from '../../src/grading/boundTexts.js';
import type { CellGrade } from '../../src/grade/grade.js';
import { Allowance, RUN_ROOM } from '../../src/results/allowance.js';
import { CellOutputs } from '../../src/results/outputs.js';
import { serialiseNotebook, toExecutedNotebook, type ExecutedNotebook } from '../../src/results/executedNotebook.js';
import { readNotebook } from '../../src/intake/readNotebook.js';
import { httpBlobStore } from '../../src/machine/httpBlobStore.js';
import { MAX_BLOB_BYTES } from '../../src/machine/blobStore.js';
import { sampleCheck, sampleGrade } from '../results/sampleGrade.js';
import { png } from '../results/samplePng.js';
import { bearerKey, testServer } from './harness.js';

const CELLS = 2000;

/** A notebook of so many bytes of source, whose cells show all that a run may, in the form that is dearest in a file. */
function executed(sourceBytes: number): ExecutedNotebook {
  const source = '"'.repeat(sourceBytes / CELLS / 2);
  const cells = Array.from({ length: CELLS }, () => ({ cell_type: 'code', source, metadata: {} }));
  const notebook = readNotebook(Buffer.from(JSON.stringify({ nbformat: 4, metadata: {}, cells })), 'x.ipynb');
  const run = new Allowance(RUN_ROOM);
  const image = { mime: 'image/png', bytes: largePng(8 * 1024 * 1024) };
  const outputs = notebook.cells.map(({ index }) => {
    const shown = new CellOutputs(256 * 1024, run);
    // The first hundred use up what the run may show.
    if (index >= 100) return [index, shown] as const;
    shown.add({ kind: 'error', ename: 'E', evalue: '"'.repeat(65_536), traceback: '\n'.repeat(65_536) });
    shown.add({ kind: 'display', data: [image] });
    shown.add({ kind: 'stream', name: 'stdout', text: '"\n'.repeat(100_000) });
    for (let n = 0; n < 100; n++) shown.add({ kind: 'stream', name: n % 2 === 0 ? 'stderr' : 'stdout', text: 'x' });
    return [index, shown] as const;
  });
  return toExecutedNotebook(notebook, new Map(outputs));
}

/** A sound picture with data that nobody decodes. */
function largePng(bytes: number): Buffer {
  const small = png();
  const end = small.subarray(-12);
  const length = Buffer.alloc(8);
  length.writeUInt32BE(bytes - small.length - 12);
  length.write('IDAT', 4, 'latin1');
  return Buffer.concat([small.subarray(0, -12), length, Buffer.alloc(bytes - small.length - 12), Buffer.alloc(4), end]);
}

it(
  'a worker elsewhere can bring the largest executed notebook and the largest grade',
  { timeout: 120_000 },
  async () => {
    await using server = await testServer();
    const blobs = httpBlobStore({ url: server.origin, workerKey: await bearerKey(server, 'worker') });

    for (const sourceBytes of [48_000_000, 1_000_000]) {
      const file = executed(sourceBytes);
      const bytes = serialiseNotebook(file);
      expect(bytes.toString('utf8') === `${JSON.stringify(file, null, 1)}\n`).toBe(true);
      expect(bytes.length).toBeGreaterThan(MAX_BLOB_BYTES - 12_000_000);
      expect(bytes.includes('output left out: an executed notebook has at most 60 MB')).toBe(true);
      await blobs.put(bytes);
    }

    const check = sampleCheck({ message: '\0'.repeat(16_000), staffLog: '"'.repeat(60_000) });
    const cell: CellGrade = {
      ...{ index: 0, number: 1, status: 'error', outputCut: true, wallMs: 1 },
      error: { name: '\0'.repeat(200), text: '\0'.repeat(500) },
    };
    const grade = {
      ...sampleGrade(),
      checks: boundTexts(Array.from({ length: 1000 }, () => check)),
      cells: Array.from({ length: CELLS }, () => cell),
      notes: Array.from({ length: 201 }, () => '\0'.repeat(1000)),
    };
    const bytes = Buffer.from(JSON.stringify(grade));
    expect(bytes.length).toBeLessThan(20_000_000);
    await blobs.put(bytes);
  },
);
