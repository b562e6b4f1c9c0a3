import { join, relative } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import { Temporal } from 'temporal-polyfill';
import { newAssignment } from '../scaffold/newAssignment.js';
import { COURSE } from './arguments.js';
import { EXIT, type ExitCode } from './exitCodes.js';
import { DEFAULT_COURSE_DIR, PACKAGE_DIR } from './setting.js';

const TEMPLATE_DIR = join(PACKAGE_DIR, 'template', 'homework');

export function newCommand(root: Command, end: (code: ExitCode) => void): void {
  root
    .command('new')
    .description('make the folder of a new assignment, with a small homework that validates')
    .argument('<id>', 'its id and the name of its folder, e.g. hw5')
    .option(...COURSE)
    .option('--title <words>', 'its title; “Homework 5” for hw5')
    .option('--due <wall time>', 'e.g. 2027-05-01T23:59, in the course’s zone; two weeks after the last assignment')
    .action(async (id, { course, title, due }) => {
      const made = await newAssignment(course, TEMPLATE_DIR, { id, title, due }, Temporal.Now.plainDateISO());
      const at = course === DEFAULT_COURSE_DIR ? '' : ` --course ${fromHere(course)}`;
      process.stdout.write(
        [
          `${made.title}, due ${made.due}: ${fromHere(made.dir)}`,
          ...made.files.map((file) => `  ${file}`),
          '',
          'Write the question into starter.ipynb and solution.ipynb, and its checks into checks.py. While you write:',
          `  npx assay try ${id} my_solution.py${at}`,
          `  npx assay validate ${id}${at}`,
          'docs/authoring.md goes through it.',
          '',
        ].join('\n'),
      );
      end(EXIT.passed);
    });
}

/** A path as somebody would type it: from the working folder where it is inside, else as it is. */
function fromHere(path: string): string {
  const from = relative('', path);
  return from.startsWith('..') ? path : from || '.';
}
