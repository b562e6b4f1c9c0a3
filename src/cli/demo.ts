import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import { loadAssignment } from '../course/load.js';
import { openQueueRedis } from '../queue/connection.js';
import { openProducer } from '../queue/producer.js';
import { startWorker } from '../queue/worker.js';
import { folderBlobStore } from '../state/blobStore.js';
import { renderClass } from './classTable.js';
import { EXIT, type ExitCode } from './exitCodes.js';
import { gradingContext } from './gradingContext.js';
import { openProgressBoard } from './progressBoard.js';
import { DEFAULT_COURSE_DIR, PACKAGE_DIR } from './setting.js';
import { abortOnSignals } from './signals.js';
import { submitClass } from './submitClass.js';

const ASSIGNMENT = 'hw4';

export function demoCommand(root: Command, end: (code: ExitCode) => void): void {
  root
    .command('demo')
    .description('grade the sample class of homework 4 with a worker and a Redis of its own')
    .action(async () => {
      end(await demo());
    });
}

/**
 * `assay demo`: the sample class of homework 4 through the whole road, worker and private Redis included, in a state
 * folder of its own that is gone afterwards. Sent to every worker and queue of the real machine's: nothing.
 */
async function demo(): Promise<ExitCode> {
  const state = await mkdtemp(join(tmpdir(), 'assay-demo-'));
  try {
    return await runDemo(state);
  } finally {
    await rm(state, { recursive: true, force: true });
  }
}

async function runDemo(state: string): Promise<ExitCode> {
  const samplesDir = join(DEFAULT_COURSE_DIR, 'samples', ASSIGNMENT);
  const files = (await readdir(samplesDir)).filter((name) => name.endsWith('.ipynb')).sort();
  const outDir = join(PACKAGE_DIR, 'out', 'demo');
  const loaded = await loadAssignment(DEFAULT_COURSE_DIR, ASSIGNMENT);
  const context = await gradingContext(process.env, state);
  const blobs = folderBlobStore(join(state, 'blobs'));
  using interruption = abortOnSignals();
  await using redis = await openQueueRedis(state, {});
  await using producer = openProducer(redis, 'cpu', context.graderVersion);
  await using worker = startWorker({
    context,
    redis,
    blobs,
    courseDir: DEFAULT_COURSE_DIR,
    lanes: ['cpu'],
    concurrency: availableParallelism(),
  });
  process.stderr.write(`Grading the sample class of ${loaded.assignment.title}: ${files.length} submissions.\n`);
  using board = openProgressBoard(files.map((file) => basename(file, '.ipynb')));
  const work = submitClass({
    loaded,
    files: files.map((file) => join(samplesDir, file)),
    producer,
    blobs,
    outDir,
    report: (name, step) => {
      board.report(name, step);
    },
  });
  const rows = await Promise.race([work, interruption.aborted]);
  board[Symbol.dispose]();
  if (rows === 'aborted') {
    await worker.kill();
    return EXIT.interrupted;
  }
  process.stdout.write(renderClass(rows, { colour: process.stdout.isTTY }));
  const where = relative(process.cwd(), outDir) || '.';
  process.stdout.write(`Results and executed notebooks: ${where}/<student>/results.json, executed.ipynb\n`);
  // The class is meant to fail in many ways; only a submission that could not be graded makes the demo fail.
  return rows.every((row) => row.kind === 'graded') ? EXIT.passed : EXIT.platformFailure;
}
