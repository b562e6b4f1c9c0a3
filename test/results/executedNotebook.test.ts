import { expect, it } from 'vitest';
import { readNotebook } from '../../src/intake/readNotebook.js';
import { executedNotebookSchema, toExecutedNotebook } from '../../src/results/executedNotebook.js';
import { CellOutputs } from '../../src/results/outputs.js';
import { png } from './samplePng.js';

const file = {
  nbformat: 4,
  metadata: { colab: { name: 'mine' } },
  cells: [
    { cell_type: 'markdown', source: '# Title' },
    {
      cell_type: 'code',
      source: 'plot()',
      metadata: { tags: ['plot'] },
      outputs: [{ output_type: 'stream', text: 'old' }],
    },
    { cell_type: 'code', source: '1/0' },
    { cell_type: 'code', source: 'never' },
  ],
};

it('shows this run, not the stored one, in nbformat 4.5', () => {
  const notebook = readNotebook(Buffer.from(JSON.stringify(file)), 'x.ipynb');
  const first = new CellOutputs(1024);
  first.add({ kind: 'stream', name: 'stdout', text: '\x1b[32mhi\x1b[0m\0\n' });
  first.add({
    kind: 'display',
    data: [
      { mime: 'image/png', bytes: png() },
      { mime: 'text/html', bytes: Buffer.from('<b>') },
    ],
  });
  first.add({ kind: 'result', data: [{ mime: 'text/plain', bytes: Buffer.from('3') }] });
  const second = new CellOutputs(1024);
  second.add({ kind: 'error', ename: 'ZeroDivisionError', evalue: 'division by zero', traceback: 'a\nb' });

  const executed = toExecutedNotebook(
    notebook,
    new Map([
      [1, first],
      [2, second],
      [3, undefined],
    ]),
  );
  expect(executedNotebookSchema.parse(JSON.parse(JSON.stringify(executed)))).toEqual(executed);
  expect(executed).toMatchObject({ nbformat: 4, nbformat_minor: 5 });
  expect(executed.cells).toEqual([
    { cell_type: 'markdown', id: 'cell-0', metadata: {}, source: '# Title' },
    {
      cell_type: 'code',
      id: 'cell-1',
      metadata: { tags: ['plot'] },
      source: 'plot()',
      execution_count: 1,
      outputs: [
        { output_type: 'stream', name: 'stdout', text: '\x1b[32mhi\x1b[0m\n' },
        { output_type: 'display_data', data: { 'image/png': png().toString('base64') }, metadata: {} },
        { output_type: 'execute_result', data: { 'text/plain': '3' }, metadata: {}, execution_count: 1 },
      ],
    },
    {
      cell_type: 'code',
      id: 'cell-2',
      metadata: {},
      source: '1/0',
      execution_count: 2,
      outputs: [
        { output_type: 'error', ename: 'ZeroDivisionError', evalue: 'division by zero', traceback: ['a', 'b'] },
      ],
    },
    { cell_type: 'code', id: 'cell-3', metadata: {}, source: 'never', execution_count: null, outputs: [] },
  ]);
});
