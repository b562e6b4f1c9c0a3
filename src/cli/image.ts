import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import { LOCK_FILE } from '../course/version.js';
import { buildImages } from '../courseImage/build.js';
import { lockCourse } from '../courseImage/lock.js';
import { COURSE } from './arguments.js';
import { EXIT, type ExitCode } from './exitCodes.js';
import { PACKAGE_DIR } from './setting.js';
import { writeOut } from './writeOut.js';

interface ImageOptions {
  readonly course: string;
  readonly update?: true;
  readonly gpu?: true;
}

export function imageCommand(root: Command, end: (code: ExitCode) => void): void {
  root
    .command('image')
    .description('build the images of a course that names packages of its own, and lock these')
    .option(...COURSE)
    .option('--update', 'resolve the packages anew, even where the lock fits')
    .option('--gpu', 'also the image for machines with GPUs')
    .action(async (options) => {
      end(await image(options));
    });
}

async function image(options: ImageOptions): Promise<ExitCode> {
  const locked = await lockCourse(options.course, PACKAGE_DIR, options.update === true);
  const { python, wishes } = locked.lock;
  if (locked.text !== undefined) {
    const file = join(options.course, LOCK_FILE);
    await writeOut(file, locked.text);
    // As much everybody's as course.yaml: server and worker may be different users.
    await chmod(file, 0o644);
    process.stdout.write(`${LOCK_FILE} was made: keep it with the course.\n`);
  }
  const built = await buildImages(locked, options.course, PACKAGE_DIR, options.gpu === true);
  const packages = [...python, ...wishes.debian].join(', ') || 'nothing that Assay’s have not';
  process.stdout.write(`Added to Assay’s images: ${packages}.\n${built.map((name) => `${name}\n`).join('')}`);
  return EXIT.passed;
}
