import { join } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import { loadAssignment, loadCourse } from '../course/load.js';
import { Cancelled } from '../grading/cancelled.js';
import { connectEngine } from '../sandbox/engine.js';
import { resolveImage } from '../sandbox/images.js';
import { workerIdOf } from '../machine/workerId.js';
import { keepScore } from '../validate/keepScore.js';
import {
  mayBePublished,
  validate,
  type Validated,
  type Validation,
  type ValidationPlace,
} from '../validate/validate.js';
import { validationPage } from '../validate/validationPage.js';
import { validatedText, validationText } from '../validate/validationText.js';
import { COURSE } from './arguments.js';
import { EXIT, explainError, UsageError, worse, type ExitCode } from './exitCodes.js';
import { PACKAGE_DIR, stateDir } from './setting.js';
import { abortOnSignals } from './signals.js';
import { openValidationProgress } from './validationProgress.js';
import { writeOut } from './writeOut.js';

interface ValidateOptions {
  readonly course: string;
  readonly all?: true;
  readonly quick?: true;
  readonly json?: true;
  readonly html?: string;
  readonly update?: true;
}

export function validateCommand(root: Command, end: (code: ExitCode) => void): void {
  root
    .command('validate')
    .description('say whether an assignment may be published: its checks, tried on right, wrong and odd notebooks')
    .argument('[assignment]', 'its id, e.g. hw4')
    .option(...COURSE)
    .option('--all', 'every assignment of the course')
    .option('--quick', 'without odd answers, repeats and the full kill matrix: minutes less, for after every change')
    .option('--json', 'print what was seen as JSON and nothing else')
    .option('--html <file>', 'also write it as a page')
    .option('--update', 'write the mutation score, which may not sink, into validate.yaml')
    .action(async (assignment, options) => {
      end(await validateThem(assignment, options));
    });
}

type Place = Omit<ValidationPlace, 'image' | 'signal' | 'onStep' | 'onTry'>;

/** One that cannot be used costs only itself: it is told, and the others are tried. */
async function validateThem(assignment: string | undefined, options: ValidateOptions): Promise<ExitCode> {
  const ids = await chosen(assignment, options);
  const place: Place = {
    engine: connectEngine(),
    workerId: await workerIdOf(process.pid),
    cacheDir: join(await stateDir(process.env), 'validate'),
    forwarderDir: join(PACKAGE_DIR, 'gradescope'),
    isQuick: options.quick === true,
  };
  const seen: Validated[] = [];
  let code: ExitCode = EXIT.passed;
  for (const id of ids) {
    try {
      const validation = await validateOne(id, options, place);
      seen.push(validation);
      if (!mayBePublished(validation)) code = worse(code, EXIT.courseFailure);
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      const { message, code: failed } = explainError(error);
      process.stderr.write(`✗ ${id} could not be validated.\n${message}\n\n`);
      seen.push({ assignment: id, unusable: message });
      code = worse(code, failed);
    }
  }
  if (options.json) process.stdout.write(`${JSON.stringify(seen, null, 2)}\n`);
  else if (options.all) process.stdout.write(`${validatedText(seen)}\n`);
  if (options.html !== undefined) await writeOut(options.html, validationPage(seen));
  return code;
}

async function validateOne(id: string, options: ValidateOptions, place: Place): Promise<Validation> {
  const loaded = await loadAssignment(options.course, id);
  const image = await resolveImage(place.engine, PACKAGE_DIR, 'validator', loaded.image);
  using interruption = abortOnSignals();
  using progress = openValidationProgress(id);
  const validation = await validate(loaded, {
    ...{ ...place, image, signal: interruption.signal },
    ...(options.json ? {} : progress),
  });
  if (options.update) await keepScore(loaded.dir, validation.made);
  if (!options.json) process.stdout.write(`${validationText(validation)}\n`);
  return validation;
}

async function chosen(assignment: string | undefined, { all, course }: ValidateOptions): Promise<readonly string[]> {
  if (all && assignment === undefined) return (await loadCourse(course)).assignments;
  if (!all && assignment !== undefined) return [assignment];
  throw new UsageError('Name one assignment, or say --all.');
}
