import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { Option, type Command } from '@commander-js/extra-typings';
import { Refusal } from '../base/refusal.js';
import { freeze } from '../course/freeze.js';
import { graderVersion } from '../course/graderVersion.js';
import { loadCourse } from '../course/load.js';
import { openForWriting } from '../ledger/open.js';
import { blobFolder } from '../machine/blobFolder.js';
import { renderClass } from './classTable.js';
import { address } from './arguments.js';
import { demoServe, type Listen } from './demoServe.js';
import { EXIT, type ExitCode } from './exitCodes.js';
import { openProgressBoard } from './progressBoard.js';
import { DEFAULT_COURSE_DIR, PACKAGE_DIR, thisGrader } from './setting.js';
import { abortOnSignals } from './signals.js';
import { submitClass } from './submitClass.js';

export function demoCommand(root: Command, end: (code: ExitCode) => void): void {
  root
    .command('demo')
    .description('grade the sample class of a homework with a worker and a Redis of its own')
    .argument('[assignment]', 'its id', 'hw4')
    .option('--serve', 'serve pages instead, to be tried by hand: sign in as anybody, drop a notebook, read feedback')
    .addOption(
      new Option('--listen <host:port>', 'where to serve; this machine alone')
        .argParser(address)
        .default({ host: '127.0.0.1', port: 8080 }, '127.0.0.1:8080'),
    )
    .action(async (assignment, { serve, listen }) => {
      end(serve === true ? await demoPages(assignment, listen) : await demo(assignment));
    });
}

async function demoPages(assignment: string, listen: Listen): Promise<ExitCode> {
  const files = await samplesIn(join(DEFAULT_COURSE_DIR, 'samples', assignment));
  return demoServe(
    assignment,
    files.map((file) => basename(file, '.ipynb')),
    listen,
  );
}

/**
 * `assay demo`: the sample class of a homework through the whole road, worker and private Redis included, in a state
 * folder of its own that is gone afterwards. Sent to every worker and queue of the real machine's: nothing.
 */
async function demo(assignment: string): Promise<ExitCode> {
  const state = await mkdtemp(join(tmpdir(), 'assay-demo-'));
  try {
    return await runDemo(assignment, state);
  } finally {
    await rm(state, { recursive: true, force: true });
  }
}

async function runDemo(assignment: string, state: string): Promise<ExitCode> {
  const blobs = blobFolder(join(state, 'blobs'));
  const loaded = await freeze(blobs, DEFAULT_COURSE_DIR, assignment);
  const samplesDir = join(DEFAULT_COURSE_DIR, 'samples', assignment);
  const files = await samplesIn(samplesDir);
  const outDir = join(PACKAGE_DIR, 'out', 'demo', assignment);
  const { course } = await loadCourse(DEFAULT_COURSE_DIR);
  using interruption = abortOnSignals();
  using store = openForWriting(join(state, 'ledger.db'), { now: () => new Date() });
  process.stderr.write(`Grading the sample class of ${loaded.assignment.title}: ${files.length} submissions.\n`);
  using board = openProgressBoard(files.map((file) => basename(file, '.ipynb')));
  const rows = await submitClass({
    ...{ loaded, blobs, outDir, state, mayGrade: true, signal: interruption.signal },
    // No Redis but one of its own.
    env: {},
    ledger: { store, course: course.id, isPrivate: true },
    graderVersion: graderVersion(await thisGrader(), loaded.digest),
    files: files.map((file) => join(samplesDir, file)),
    report: (name, step) => {
      board.report(name, step);
    },
  });
  board[Symbol.dispose]();
  if (rows === undefined) return EXIT.interrupted;
  process.stdout.write(renderClass(rows, { colour: process.stdout.isTTY }));
  const where = relative(process.cwd(), outDir) || '.';
  process.stdout.write(`Results and executed notebooks: ${where}/<student>/results.json, executed.ipynb\n`);
  // The class is meant to fail in many ways; only a submission that could not be graded makes the demo fail.
  return rows.every((row) => row.kind === 'graded') ? EXIT.passed : EXIT.platformFailure;
}

async function samplesIn(folder: string): Promise<string[]> {
  const names = existsSync(folder) ? await readdir(folder) : [];
  const files = names.filter((name) => name.endsWith('.ipynb')).sort();
  if (files.length === 0) {
    throw new Refusal({
      code: 'demo.noSamples',
      text: `There is no sample class in ${folder}.`,
      remedy: 'Name a homework that has one, such as hw4.',
      whoseTurn: 'course',
    });
  }
  return files;
}
