import { join } from 'node:path';
import type { CheckGrade, Grade } from '../../src/grade/grade.js';
import { blobFolder, workersBlobs } from '../../src/machine/blobFolder.js';
import { readWork } from '../../src/work/rows.js';
import { commit, dispatch } from '../../src/work/dispatch/transitions.js';
import { send } from '../../test/server/client.js';
import { png } from '../../test/results/samplePng.js';
import { gradeFor } from '../../test/work/sample.js';
import { cpuSecondsOf, familyCpuSecondsOf } from '../service/processCpu.js';
import { session } from './session.js';
import { admitRun, openStage } from './stage.js';

export interface PagesCost {
  /** CPU milliseconds of the server for a page with its report, once the executed notebook has been looked at. */
  readonly pageMs: number;
  /** Of the server and its readers, for the first page of a run. */
  readonly firstMs: number;
  readonly pageKiB: number;
}

const CHECKS = 34;
const CELLS = 60;
const PLOTS = 8;
const FIRST = 20;
const PAGES = 200;

/** What a page with a long report costs: as many checks as homework 4 has, all failed, with plots. */
export async function measurePages(): Promise<PagesCost> {
  const runs: string[] = [];
  await using stage = await openStage(FIRST, async (store, students, state) => {
    const executed = await workersBlobs(blobFolder(join(state, 'blobs'))).put(executedNotebook());
    for (const student of students) {
      const id = admitRun(store, student);
      dispatch(store, id);
      const work = readWork(store, id);
      if (work === undefined || !commit(store, work, longGrade(gradeFor(work, 0)), executed)) throw new Error(id);
      runs.push(id);
    }
  });
  const cookies = stage.students.map(({ key }) => session(stage, key));
  const page = async (index: number): Promise<number> => {
    const { status, body } = await send(stage.port, {
      method: 'GET',
      target: `/runs/${runs[index] ?? ''}`,
      headers: { Cookie: cookies[index] ?? '' },
    });
    const { text = '' } = body as { text?: string };
    if (status !== 200 || !text.includes('Defined in cell 1')) throw new Error(`a page was answered ${status}`);
    return text.length;
  };
  // Once, so that what is measured has been compiled, and the reader is there.
  await page(0);
  const before = await familyCpuSecondsOf(stage.pid);
  for (let index = 1; index < FIRST; index++) await page(index);
  const between = await cpuSecondsOf(stage.pid);
  const firstMs = (((await familyCpuSecondsOf(stage.pid)) - before) / (FIRST - 1)) * 1000;
  let bytes = 0;
  for (let count = 0; count < PAGES; count++) bytes = await page(count % FIRST);
  return { firstMs, pageMs: (((await cpuSecondsOf(stage.pid)) - between) / PAGES) * 1000, pageKiB: bytes / 1024 };
}

function longGrade(grade: Grade): Grade {
  const words = (count: number): string => 'The mean over the batch is not what it should be. '.repeat(count);
  const checks = Array.from({ length: CHECKS }, (_, index): CheckGrade => ({
    ...{ id: `${1 + Math.floor(index / 8)}.${1 + (index % 8)}`, title: `a check of what it asks ${index}` },
    ...{ question: '1', visibility: 'visible', status: 'failed', earnedMicroPoints: 0, maxMicroPoints: 1_000_000 },
    ...{ message: words(4), expected: words(6), got: words(6), hint: words(3), asks: `name${index}`, wallMs: 20 },
  }));
  const cells = Array.from({ length: CELLS }, (_, index) => ({
    ...{ index, number: index + 1, status: 'ok' as const, outputCut: false, wallMs: 10 },
  }));
  return { ...grade, outcome: 'failed', blame: 'student', sentence: 'Checks failed.', checks, cells };
}

function executedNotebook(): Buffer {
  const picture = png(640, 480).toString('base64');
  const cells = Array.from({ length: CELLS }, (_, index) => ({
    ...{ cell_type: 'code', metadata: {}, execution_count: index + 1 },
    source: `def name${index}(x):\n    return x\n`.repeat(10),
    outputs:
      index < PLOTS
        ? [{ output_type: 'display_data', metadata: {}, data: { 'image/png': picture, 'text/plain': 'a figure' } }]
        : [],
  }));
  return Buffer.from(JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));
}
