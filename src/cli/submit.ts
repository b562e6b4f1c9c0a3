import { basename, join } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import { freeze } from '../course/freeze.js';
import { graderVersion } from '../course/graderVersion.js';
import type { Store } from '../db/store.js';
import { blobFolder } from '../machine/blobFolder.js';
import { ASSIGNMENT, COURSE } from './arguments.js';
import { classExitCode, renderClass } from './classTable.js';
import { EXIT, UsageError, type ExitCode } from './exitCodes.js';
import { openProgressBoard } from './progressBoard.js';
import { stateDir, thisGrader } from './setting.js';
import { removeOldFeedback } from '../retention/feedback.js';
import { openRunLedger } from './runLedger.js';
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
  const place = { loaded, state, mayGrade: false };
  using ledger = await openRunLedger({ ...place, ...options, privateFile: join(state, 'submitted.db') });
  if (ledger.isPrivate) forgetOld(ledger.store);
  using board = openProgressBoard(names);
  const rows = await submitClass({
    ...{ ...place, ledger, files, blobs, outDir: options.out, signal: interruption.signal },
    graderVersion: graderVersion(await thisGrader(), loaded.digest),
    report: (name, step) => {
      board.report(name, step);
    },
  });
  board[Symbol.dispose]();
  if (rows === undefined) {
    process.stderr.write('Stopped waiting. What was sent stays in the queue; submit it again to get its results.\n');
    return EXIT.interrupted;
  }
  process.stdout.write(renderClass(rows, { colour: process.stdout.isTTY }));
  return classExitCode(rows);
}

const KEEP_MS = 30 * 24 * 60 * 60 * 1000;

/** Results that nobody asked for in a month are graded anew when somebody does. */
function forgetOld(store: Store): void {
  const before = new Date(store.now().getTime() - KEEP_MS);
  while (removeOldFeedback(store, before).length > 0);
}
