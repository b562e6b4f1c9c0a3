import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CourseError } from './courseError.js';
import { gradingBytes } from './gradingText.js';

export const COURSE_FILE = 'course.yaml';
export const LOCK_FILE = 'image.lock.yaml';

const PIECE_BYTES = 1024 * 1024;

const contentSchema = z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/u), bytes: z.int().nonnegative() });

/** A path below the assignment's folder, with `/`, that leads nowhere else. */
const pathSchema = z
  .string()
  .max(1000)
  .refine((path) => !/[\0\\]/u.test(path) && path.split('/').every((name) => !/^\.{0,2}$/u.test(name)));

/** What a version of an assignment consists of. */
export const manifestSchema = z.strictObject({
  schemaVersion: z.literal(1),
  assignment: z.string().min(1).max(64),
  /** `course.yaml`, as far as it decides grades. */
  course: contentSchema,
  /** The lock of the course's own image, where it has one. */
  lock: contentSchema.optional(),
  /** Everything in the assignment's folder, sorted by path. */
  files: z.array(contentSchema.extend({ path: pathSchema })).max(100_000),
});
type Manifest = z.infer<typeof manifestSchema>;

/** A version of an assignment, as the files are now. */
export interface Version {
  readonly manifest: Manifest;
  /** The manifest as it is stored. */
  readonly bytes: Buffer;
  /** `sha256:` and 64 hex digits, of `bytes`: names the version and, as a blob, the manifest. */
  readonly digest: string;
  readonly course: Buffer;
  readonly lock: Buffer | undefined;
}

/**
 * Describes the files that decide an assignment's grades: `course.yaml` as far as it does (`gradingText.ts`), the lock of
 * the course's image, and everything in the assignment's folder, by sorted relative path and content. Dotfiles and
 * `__pycache__` decide nothing and are left out, so that looking at a folder or importing from it makes no other version.
 *
 * @throws CourseError where the folder holds a link or a device: its content would not be the course's own.
 */
export async function readVersion(courseDir: string, assignment: string): Promise<Version> {
  const course = gradingBytes(await readFile(join(courseDir, COURSE_FILE)));
  const root = join(courseDir, assignment);
  const files: Manifest['files'] = [];
  for (const path of await filesUnder(root)) files.push({ path, ...(await contentOf(join(root, path))) });
  const lock = await readFile(join(courseDir, LOCK_FILE)).catch(() => undefined);
  const manifest: Manifest = {
    schemaVersion: 1,
    assignment,
    course: describe(course),
    ...(lock === undefined ? {} : { lock: describe(lock) }),
    files,
  };
  const bytes = Buffer.from(JSON.stringify(manifest));
  return { manifest, bytes, digest: `sha256:${describe(bytes).sha256}`, course, lock };
}

function describe(bytes: Buffer): z.infer<typeof contentSchema> {
  return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
}

/** The digest of a file's bytes, and their number; piece by piece, for data may be larger than memory should be. */
async function contentOf(file: string): Promise<z.infer<typeof contentSchema>> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of createReadStream(file, { highWaterMark: PIECE_BYTES }) as AsyncIterable<Buffer>) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { sha256: hash.digest('hex'), bytes };
}

/**
 * The files of a version: relative paths with `/`, sorted by code unit.
 *
 * @throws CourseError as `readVersion`.
 */
export async function filesUnder(root: string, folder = ''): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    if (entry.name.startsWith('.') || entry.name === '__pycache__') continue;
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) files.push(...(await filesUnder(root, path)));
    else if (entry.isFile()) files.push(path);
    else {
      const text = 'is neither a file nor a folder. Course staff: put the file itself here instead of a link.';
      throw new CourseError([{ place: { file: join(root, path) }, text }]);
    }
  }
  return files.sort((a, b) => (a < b ? -1 : 1));
}
