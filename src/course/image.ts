import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import { z } from 'zod';
import { CourseError, type CoursePlace } from './courseError.js';
import { LOCK_FILE } from './version.js';
import { parseYamlFile } from './yamlFile.js';

// What these take goes into the files and arguments of pip and apt: no option, address or second word fits.
const NAME = String.raw`[A-Za-z0-9]([\w.-]{0,98}[A-Za-z0-9])?`;
const EXTRAS = String.raw`(\[${NAME}(,${NAME})*\])?`;
const VERSION = String.raw`\d{1,9}(\.\d{1,9}){0,7}((a|b|rc)\d{1,9})?(\.post\d{1,9})?(\.dev\d{1,9})?(\+[A-Za-z0-9.]{1,40})?`;

const pythonSchema = z
  .string()
  .regex(
    new RegExp(`^${NAME}${EXTRAS}==${VERSION}$`, 'u'),
    'is not a package and its version, such as gymnasium==1.2.1',
  );
const debianSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.+-]{0,98}[a-z0-9+]$/u, 'is not the name of a Debian package, such as graphviz');

/** `image` of `course.yaml`: what notebooks and checks of this course find beside the packages that come with Assay. */
export const imageSchema = z
  .strictObject({
    python: z.array(pythonSchema).max(100).default([]).describe('Packages with their versions: gymnasium==1.2.1.'),
    debian: z.array(debianSchema).max(100).default([]).describe('Debian packages: graphviz.'),
  })
  .superRefine((wishes, context) => {
    for (const key of ['python', 'debian'] as const) {
      const names = wishes[key].map(packageOf);
      names.forEach((name, index) => {
        if (names.indexOf(name) === index) return;
        context.addIssue({ code: 'custom', path: [key, index], message: 'is a package that is named above as well' });
      });
    }
  });
export type ImageWishes = z.infer<typeof imageSchema>;

/** `Jupyter_Client[test]==1.0` and `jupyter-client` are one package. */
export function packageOf(line: string): string {
  return line
    .replace(/[[=].*$/u, '')
    .toLowerCase()
    .replaceAll(/[-_.]+/gu, '-');
}

export const lockSchema = z.strictObject({
  schemaVersion: z.literal(1),
  wishes: imageSchema.describe('What course.yaml named when this was made.'),
  sources: z
    .string()
    .regex(/^[0-9a-f]{12}$/u)
    .describe('Of Assay’s own packages, to which these fit.'),
  python: z.array(pythonSchema).max(2000).describe('All that is added, transitive packages included.'),
});
export type ImageLock = z.infer<typeof lockSchema>;

/** A course that has an image of its own, and the digest (64 hex digits) of all that its lock adds. */
export interface CourseImage {
  readonly course: string;
  readonly dir: string;
  readonly lock: string;
}

/**
 * The image that `course.yaml` asks for; `undefined` where it asks for none.
 *
 * @throws {CourseError} where the lock is absent, wrong, or of another list of packages.
 */
export async function courseImage(
  courseDir: string,
  { id, image }: { readonly id: string; readonly image?: ImageWishes | undefined },
  place: CoursePlace,
): Promise<CourseImage | undefined> {
  if (image === undefined) return undefined;
  const lock = await readLock(courseDir);
  if (lock !== undefined && isDeepStrictEqual(lock.wishes, image)) {
    return { course: id, dir: courseDir, lock: lockDigest(lock) };
  }
  const fault = lock === undefined ? `there is no ${LOCK_FILE}` : `${LOCK_FILE} was made for another list`;
  const text = `image: ${fault}. Course staff: run \`assay image --course ${courseDir}\`, and keep that file.`;
  throw new CourseError([{ place, text }]);
}

/** @throws {CourseError} where there is one that is wrong. */
export async function readLock(courseDir: string): Promise<ImageLock | undefined> {
  const file = join(courseDir, LOCK_FILE);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CourseError([{ place: { file }, text: 'cannot be read. Course staff: make it readable for all.' }]);
  });
  return text === undefined ? undefined : parseYamlFile(text, file, lockSchema).value;
}

export function lockDigest({ wishes, python }: ImageLock): string {
  return createHash('sha256')
    .update(JSON.stringify([python, wishes.debian]))
    .digest('hex');
}
