import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Option, type Command } from '@commander-js/extra-typings';
import yazl from 'yazl';
import { printBooklets, type PrintedFile } from '../batch/printBooklets.js';
import { writtenSource } from '../batch/writtenBooklets.js';
import { writtenIndex } from '../batch/writtenIndex.js';
import { loadAssignment, loadCourse } from '../course/load.js';
import { blobFolder } from '../machine/blobFolder.js';
import { PAPERS, type BookletForm, type Paper } from '../written/print/booklet.js';
import { openPrinter } from '../written/print/printer.js';
import { ASSIGNMENT, COURSE, positive } from './arguments.js';
import { EXIT, UsageError, type ExitCode } from './exitCodes.js';
import { PACKAGE_DIR, stateDir } from './setting.js';
import { writeOut } from './writeOut.js';
import { openCounter, writtenLines } from './writtenText.js';

const DEFAULT_PAGES = 2;

/** Adds `written`. `end` gets the exit code. */
export function writtenCommand(root: Command, end: (code: ExitCode) => void): void {
  root
    .command('written')
    .description('answers to written questions as PDFs for Gradescope: everybody’s questions on the same pages')
    .argument(...ASSIGNMENT)
    .argument('<source>', 'the folder of a batch’s run, a Gradescope export (zip or folder), or a folder of notebooks')
    .option('--out <dir>', 'where to write; out/written/<assignment> otherwise')
    .option('--together', 'several submissions in a file, for Gradescope to split; otherwise a zip with a PDF each')
    .option('--pages <n>', 'pages of each question, where not as assignment.yaml says', positive)
    .addOption(new Option('--paper <size>', 'the paper').choices(PAPERS).default('letter' as const))
    .option('--browser <file>', 'the program of Chromium, where it is not in its usual place')
    .option(...COURSE)
    .action(async (assignment, source, options) => {
      end(await written(assignment, source, options));
    });
}

interface WrittenOptions {
  readonly course: string;
  readonly out?: string | undefined;
  readonly together?: true | undefined;
  readonly pages?: number | undefined;
  readonly paper: Paper;
  readonly browser?: string | undefined;
}

async function written(assignmentId: string, path: string, options: WrittenOptions): Promise<ExitCode> {
  const { course: dir, together = false } = options;
  const { course } = await loadCourse(dir);
  const loaded = await loadAssignment(dir, assignmentId);
  const { title, manual } = loaded.assignment;
  if (manual.length === 0)
    throw new UsageError(`${assignmentId} has no questions that people grade: \`manual\` in assignment.yaml.`);
  const questions = manual.map(({ pages, ...question }) => ({
    ...question,
    pages: options.pages ?? pages ?? DEFAULT_PAGES,
  }));
  const form: BookletForm = { course: course.title, assignment: assignmentId, title, questions, paper: options.paper };
  const blobs = blobFolder(join(await stateDir(process.env), 'blobs'));
  const source = await writtenSource(path, { loaded, blobs });
  const out = resolve(options.out ?? join('out', 'written', assignmentId));
  await mkdir(out, { recursive: true, mode: 0o700 });
  const files: PrintedFile[] = [];
  {
    await using printer = await openPrinter(join(PACKAGE_DIR, 'web'), options.browser);
    using counter = openCounter(assignmentId);
    for await (const file of printBooklets({ source, printer, form, together, onPrinted: counter.at }))
      files.push(file);
  }
  const made = together ? files : [{ name: `${assignmentId}-written.zip`, pdf: await zipOf(files) }];
  for (const { name, pdf } of made) await writeOut(join(out, name), pdf);
  await writeOut(join(out, 'index.csv'), writtenIndex(files, form));
  const paths = [...made.map(({ name }) => name), 'index.csv'].map((name) => join(out, name));
  process.stdout.write(
    writtenLines({ files, form, paths, refused: source.refused })
      .map((line) => `${line}\n`)
      .join(''),
  );
  return EXIT.passed;
}

async function zipOf(files: readonly PrintedFile[]): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const { name, pdf } of files) zip.addBuffer(pdf, name, { compress: false });
  zip.end();
  return buffer(zip.outputStream);
}
