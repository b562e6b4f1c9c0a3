import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { ImageWishes } from '../course/image.js';
import { writeWhole } from '../base/writeWhole.js';

/** What goes into the context of course.Dockerfile. */
interface Context {
  readonly wishes: ImageWishes;
  /** Lines `name==version`. */
  readonly lock: readonly string[];
}

/** Runs docker/course-image.sh on a folder of its own, its words for people on this process's stderr. */
export async function runDocker(
  packageDir: string,
  { wishes, lock }: Context,
  action: 'lock' | 'build',
  args: readonly string[],
): Promise<{ readonly failed: boolean; readonly stdout: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-image-'));
  try {
    const context = join(folder, 'image');
    await mkdir(context);
    await cp(join(packageDir, 'docker', 'requirements.txt'), join(context, 'requirements.txt'));
    const files = { 'wishes.txt': wishes.python, 'lock.txt': lock, 'debian.txt': wishes.debian };
    for (const [name, lines] of Object.entries(files)) {
      await writeWhole(join(context, name), lines.map((line) => `${line}\n`).join(''));
    }
    const script = join(packageDir, 'docker', 'course-image.sh');
    const { failed, stdout } = await execa('bash', [script, action, folder, ...args], {
      stdin: 'ignore',
      stderr: 'inherit',
      reject: false,
    });
    return { failed, stdout };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
