import { basename, join } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import { freeze } from '../course/freeze.js';
import { openAssignmentProducer } from '../queue/assignmentProducer.js';
import { openQueueRedis } from '../queue/connection.js';
import { blobFolder } from '../machine/blobFolder.js';
import { ASSIGNMENT, COURSE } from './arguments.js';
import { classExitCode, renderClass } from './classTable.js';
import { EXIT, UsageError, type ExitCode } from './exitCodes.js';
import { openProgressBoard } from './progressBoard.js';
import { stateDir, thisGrader } from './setting.js';
import { abortOnSignals } from './signals.js';
import { submitClass } from './submitClass.js';

interface SubmitOptions {
  readonly course: string;
  readonly out?: string;
}

export function submitCommand(root: Command, end: (code: ExitCode) => void): void {
  root
    .command('submit')
    .description('send notebooks to the workers through the queue and wait for the results')
    .argument(...ASSIGNMENT)
    .argument('<notebook...>', '.ipynb files')
    .option(...COURSE)
    .option('--out <dir>', 'write one folder a notebook there')
    .action(async (assignment, notebooks, options) => {
      end(await submit(assignment, notebooks, options));
    });
}

/** `assay submit`: sends files to the workers through the queue and waits for their results. */
async function submit(assignmentId: string, files: readonly string[], options: SubmitOptions): Promise<ExitCode> {
  const names = files.map((file) => basename(file, '.ipynb'));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  const odd = names.find((name) => name === '.' || name === '..' || name === '');
  if (odd !== undefined) throw new UsageError(`The file name ${odd}.ipynb cannot name a folder of results. Rename it.`);
  if (twice !== undefined) throw new UsageError(`Two files are named ${twice}. Rename one: results go by file name.`);
  const state = await stateDir(process.env);
  const blobs = blobFolder(join(state, 'blobs'));
  const loaded = await freeze(blobs, options.course, assignmentId);
  using interruption = abortOnSignals();
  await using redis = await openQueueRedis(state, process.env);
  await using producer = openAssignmentProducer(redis, loaded.assignment, await thisGrader());
  if ((await producer.countWorkers()) === 0) {
    process.stderr.write('No worker is serving this queue: start one with `assay worker`. Waiting for it.\n');
  }
  using board = openProgressBoard(names);
  const work = submitClass({
    loaded,
    files,
    producer,
    blobs,
    ...(options.out === undefined ? {} : { outDir: options.out }),
    report: (name, step) => {
      board.report(name, step);
    },
  });
  const rows = await Promise.race([work, interruption.aborted]);
  board[Symbol.dispose]();
  if (rows === 'aborted') {
    process.stderr.write('Stopped waiting. What was sent stays in the queue; submit it again to get its results.\n');
    return EXIT.interrupted;
  }
  process.stdout.write(renderClass(rows, { colour: process.stdout.isTTY }));
  return classExitCode(rows);
}
