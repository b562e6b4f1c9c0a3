#!/usr/bin/env node
import { totalmem } from 'node:os';
import { resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError } from '@commander-js/extra-typings';
import { batchCommand } from './batch/index.js';
import { demoCommand } from './demo.js';
import { doctorCommand } from './doctor.js';
import { EXIT, explainError, type ExitCode } from './exitCodes.js';
import { gradeCommand } from './grade.js';
import { gradescopeCommand } from './gradescope.js';
import { gpusCommand, GPUS } from './gpus.js';
import { keysCommand } from './keys.js';
import { lateCommand } from './late.js';
import { LEDGER } from './late/options.js';
import { DEFAULT_COURSE_DIR, packageVersion } from './setting.js';
import { serveCommand } from './serve.js';
import { submitCommand } from './submit.js';
import { workerCommand } from './worker.js';

// Absolute: the engine mounts an assignment's folder, and knows nothing of where a command was typed.
const COURSE = ['--course <dir>', 'the course folder', (dir: string) => resolve(dir), DEFAULT_COURSE_DIR] as const;

function whole(text: string): number {
  if (!/^\d{1,15}$/u.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

function positive(text: string): number {
  const value = whole(text);
  if (value === 0) throw new InvalidArgumentError('It must be a whole number above 0.');
  return value;
}

function address(text: string): { host: string; port: number } {
  const [, host = '', port = ''] = /^\[?([^\]]+)\]?:(\d{1,5})$/u.exec(text) ?? [];
  if (host === '' || Number(port) > 65_535) throw new InvalidArgumentError('It must be <host>:<port>.');
  return { host, port: Number(port) };
}

function program(version: string, end: (code: ExitCode) => void): Command {
  const root = new Command('assay').description('Grades programming assignments written as notebooks.');
  root.version(version).exitOverride().showHelpAfterError('(see `assay --help`)');
  root
    .command('grade')
    .description('grade one notebook in this process, without a queue')
    .argument('<assignment>', 'its id, e.g. hw4')
    .argument('<notebook>', 'the .ipynb file; with --metadata or --student also a zip archive with one')
    .option(...COURSE)
    .option('--json', 'print the Gradescope results document and nothing else')
    .option('--out <dir>', 'also write results.json and executed.ipynb there')
    .option('--metadata <file>', 'Gradescope’s submission_metadata.json: record the submission, count its late hours')
    .option('--student <who...>', 'the same without it: e-mail addresses or numbers of who handed it in')
    .option('--submitted-at <instant>', 'and when, with offset: 2027-02-11T00:30:00-05:00')
    .option(...LEDGER)
    .option('--again', 'grade it once more even where the ledger has its grade')
    .action(async (assignment, notebook, options) => {
      end(await gradeCommand(assignment, notebook, options));
    });
  root
    .command('submit')
    .description('send notebooks to the workers through the queue and wait for the results')
    .argument('<assignment>', 'its id, e.g. hw4')
    .argument('<notebook...>', '.ipynb files')
    .option(...COURSE)
    .option('--out <dir>', 'write one folder a notebook there')
    .action(async (assignment, notebooks, options) => {
      end(await submitCommand(assignment, notebooks, options));
    });
  root
    .command('worker')
    .description('serve the queue; the first SIGTERM drains, the second kills')
    .option(...COURSE)
    .option(
      '--concurrency <n>',
      'submissions at once in the cpu lane; by default what GPUs leave of the processors',
      positive,
    )
    .option(...GPUS)
    .option('--drain-seconds <n>', 'how long a drain may take before it becomes a kill', positive, 900)
    .option('--pool-bytes <n>', 'memory for containers that wait; 0: none waits', whole, Math.floor(totalmem() / 8))
    .option('--pool-seconds <n>', 'how long a container may wait before it is replaced', positive, 1800)
    .option('--warm <assignment...>', 'hold a container ready for these from the start', [])
    .action(async (options) => {
      end(await workerCommand(options));
    });
  root
    .command('serve')
    .description('serve Gradescope, workers and staff over HTTP; the first SIGTERM lets requests end')
    .option(...COURSE)
    .option('--ledger <file>', 'the ledger; ASSAY_LEDGER, or ledger.db in the state folder')
    .option('--listen <host:port>', 'where; TLS is a reverse proxy’s', address, { host: '127.0.0.1', port: 8080 })
    .option('--drain-seconds <n>', 'how long requests may take to end', positive, 20)
    .action(async (options) => {
      end(await serveCommand(options));
    });
  keysCommand(root, end);
  gpusCommand(root, end);
  batchCommand(root, end);
  gradescopeCommand(root, end);
  lateCommand(root, end);
  root
    .command('doctor')
    .description('say whether this machine can grade, and what it lacks')
    .option('--probe', 'list every promise of the sandbox and what was seen of it')
    .option(...GPUS)
    .action(async (options) => {
      end(await doctorCommand(options));
    });
  root
    .command('demo')
    .description('grade the sample class of homework 4 with a worker and a Redis of its own')
    .action(async () => {
      end(await demoCommand());
    });
  return root;
}

async function main(): Promise<ExitCode> {
  let code: ExitCode = EXIT.passed;
  try {
    await program(await packageVersion(), (ended) => (code = ended)).parseAsync();
    return code;
  } catch (error) {
    // Commander has printed its own message, help and version included.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.passed : EXIT.badInput;
    const { message, code: failed } = explainError(error);
    process.stderr.write(`${message}\n`);
    return failed;
  }
}

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

// Not process.exit, which would cut what a pipe has not taken yet.
process.exitCode = await main();
