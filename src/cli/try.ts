import { existsSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import { execa } from 'execa';
import { Refusal } from '../base/refusal.js';
import { readAssignment } from '../course/load.js';
import { ASSIGNMENT, COURSE } from './arguments.js';
import { EXIT, UsageError, type ExitCode } from './exitCodes.js';
import { PACKAGE_DIR } from './setting.js';

/** Prints what a Python lacks: a new enough version, or modules among its arguments. */
const LACKS = [
  'import importlib.util as util, sys',
  'lacks = [] if sys.version_info >= (3, 11) else ["Python 3.11"]',
  'print(", ".join(lacks + [name for name in sys.argv[1:] if util.find_spec(name) is None]))',
].join('\n');
/** What the runner and the checks' library import themselves. */
const RUNNER_NEEDS = ['numpy', 'ipykernel'];

interface TryOptions {
  readonly course: string;
  readonly alone?: true;
  readonly only?: string;
  readonly seed?: string;
}

export function tryCommand(root: Command, end: (code: ExitCode) => void): void {
  root
    .command('try')
    .description('run an assignment’s checks on code of your own, without containers: only on what you trust')
    .argument(...ASSIGNMENT)
    .argument('[file]', 'a notebook; or a .py file, which is run after the solution and replaces what it defines')
    .option(...COURSE)
    .option('--alone', 'run a .py file without the solution before it')
    .option('--only <number>', 'only the checks whose number begins like this')
    .option('--seed <hex>', 'other random inputs')
    .action(async (assignment, file, options) => {
      end(await tryOut(assignment, file, options));
    });
}

/** The Python of ASSAY_PYTHON, or python3, with the runner and the checker's library from this package. */
async function tryOut(assignment: string, file: string | undefined, options: TryOptions): Promise<ExitCode> {
  const { assignment: manifest, dir } = await readAssignment(options.course, assignment);
  const solution = join(dir, 'solution.ipynb');
  const isPatch = file !== undefined && extname(file) !== '.ipynb';
  const files = file === undefined ? [solution] : isPatch && options.alone !== true ? [solution, file] : [file];
  const absent = files.find((path) => !existsSync(path));
  if (absent !== undefined) throw new UsageError(`There is no file ${absent}.`);
  const python = process.env['ASSAY_PYTHON'] || 'python3';
  const env = { PYTHONPATH: join(PACKAGE_DIR, 'sandbox'), OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' };
  const modules = new Set([...RUNNER_NEEDS, ...manifest.preload.map((name) => name.split('.')[0] ?? name)]);
  const { failed, stdout } = await execa(python, ['-c', LACKS, ...modules], { env, reject: false });
  if (failed || stdout !== '') throw unfit(python, failed ? 'Python 3.11' : stdout);
  const wanted = [
    ...['--arrays', manifest.arrays, '--preload', manifest.preload.join(',')],
    ...(options.only === undefined ? [] : ['--only', options.only]),
    ...(options.seed === undefined ? [] : ['--seed', options.seed]),
  ];
  const args = ['-m', 'assay.try', dir, ...files.map((path) => resolve(path)), ...wanted];
  const { exitCode } = await execa(python, args, { env, reject: false, stdio: ['ignore', 'inherit', 'inherit'] });
  return exitCode === 0 ? EXIT.passed : EXIT.studentFailure;
}

function unfit(python: string, lacks: string): Refusal {
  return new Refusal({
    code: 'noPython',
    text: `${python} lacks ${lacks}.`,
    remedy: 'Course staff: install it, in a virtual environment for example, and name its Python in ASSAY_PYTHON.',
  });
}
