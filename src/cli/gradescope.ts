import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidArgumentError, type Command } from '@commander-js/extra-typings';
import { readAssignment, loadCourse } from '../course/load.js';
import { autograderZip } from '../gradescope/autograderZip.js';
import { openHookKeys, type HookKey, type KeyPurpose } from '../machine/hookKeys.js';
import { ASSIGNMENT, COURSE, serverAddress } from './arguments.js';
import { EXIT, UsageError, type ExitCode } from './exitCodes.js';
import { printLines } from './late/options.js';
import { PACKAGE_DIR, stateDir } from './setting.js';
import { writeOut } from './writeOut.js';

interface ZipOptions {
  readonly course: string;
  readonly server: string;
  readonly out?: string | undefined;
  readonly kid?: string | undefined;
  readonly caFile?: string | undefined;
  readonly feedback?: true | undefined;
  readonly onPending: 'previous' | 'none';
}

/** Adds `gradescope` and its subcommands. */
export function gradescopeCommand(root: Command, end: (code: ExitCode) => void): void {
  const gradescope = root.command('gradescope').description('what is uploaded to Gradescope');
  gradescope
    .command('zip')
    .description('the autograder zip of an assignment; it holds a key, so keep it private')
    .argument(...ASSIGNMENT)
    .requiredOption(
      '--server <url>',
      'the server as Gradescope reaches it, e.g. https://assay.example.edu',
      serverAddress,
    )
    .option(...COURSE)
    .option('--out <file>', 'where to write it; <assignment>-autograder.zip')
    .option('--feedback', 'for a second Gradescope assignment, whose uploads get feedback and do not count')
    .option('--kid <id>', 'a key of `assay keys list`; without it a new one is made')
    .option('--ca-file <file>', 'trust these certificates (PEM) and no others, for a private authority')
    .option('--on-pending <score>', 'without a grade in time, show the score of: previous, none', standIn, 'previous')
    .action(async (assignment, options) => {
      end(await zipCommand(assignment, options));
    });
}

/** `assay gradescope zip`: to be run with the server's state folder, where its keys are. */
async function zipCommand(assignmentId: string, options: ZipOptions): Promise<ExitCode> {
  const { course } = await loadCourse(options.course);
  const { id: assignment } = (await readAssignment(options.course, assignmentId)).assignment;
  const certificates = options.caFile === undefined ? {} : { caBundle: await readCertificates(options.caFile) };
  const workClass = options.feedback === true ? 'feedback' : 'submission';
  const { kid, secret } = await keyOf({ course: course.id, assignment, workClass }, options.kid);
  const zip = await autograderZip({
    filesDir: join(PACKAGE_DIR, 'gradescope'),
    config: { server: options.server, assignment, kid, secret, onPending: options.onPending },
    ...certificates,
  });
  const out = options.out ?? `${assignment}-autograder.zip`;
  await writeOut(out, zip);
  printLines([
    `Wrote ${out} with the key ${kid}. Upload it as the autograder of one Gradescope assignment, and delete the file.`,
    'Base image: Ubuntu 22.04. Time limit: 10 minutes or more.',
  ]);
  return EXIT.passed;
}

async function keyOf(purpose: KeyPurpose, kid: string | undefined): Promise<HookKey> {
  const keys = openHookKeys(await stateDir(process.env));
  if (kid === undefined) return keys.create(purpose, new Date());
  const key = await keys.find(kid);
  if (key === undefined) throw new UsageError(`There is no key ${kid}. See \`assay keys list\`.`);
  const { course, assignment, workClass } = purpose;
  if (key.course !== course || key.assignment !== assignment) {
    throw new UsageError(
      `The key ${kid} is for ${key.assignment} of ${key.course}, not for ${assignment} of ${course}.`,
    );
  }
  if (key.workClass !== workClass) {
    const words = workClass === 'feedback' ? 'feedback' : 'submissions';
    throw new UsageError(`The key ${kid} is not for ${words}. See \`assay keys list\`.`);
  }
  if (key.notAfter !== undefined)
    throw new UsageError(`The key ${kid} has been retired. Leave --kid out to make a new one.`);
  return key;
}

async function readCertificates(file: string): Promise<Buffer> {
  const pem = await readFile(file).catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${String(error)}`);
  });
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw new UsageError(`${file} holds no certificate in PEM form.`);
  return pem;
}

function standIn(text: string): 'previous' | 'none' {
  if (text !== 'previous' && text !== 'none') throw new InvalidArgumentError('It must be previous or none.');
  return text;
}
