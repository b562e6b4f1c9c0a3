import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as SourceHash from '../../docker/setup/source-hash.mjs';
import type { CourseImage } from '../course/image.js';

export type ImageRole = SourceHash.ImageRole;

/** The names under which set-up builds the images of this very package: a hash of their sources is in the tag. */
export async function imageNames(packageDir: string): Promise<Record<'student' | 'checker', string>> {
  const [student, checker] = await Promise.all([imageName(packageDir, 'student'), imageName(packageDir, 'checker')]);
  return { student, checker };
}

/** One of them, or, of a course with packages of its own, the one that `assay image` builds. */
export async function imageName(packageDir: string, role: ImageRole, course?: CourseImage): Promise<string> {
  const { imageName: own, courseImageName } = await sourceHashes(packageDir);
  return course === undefined ? own(packageDir, role) : courseImageName(packageDir, role, course);
}

/** What stands for the sources of Assay's own packages. */
export async function packageSources(packageDir: string): Promise<string> {
  return (await sourceHashes(packageDir)).sourceHash(packageDir, 'python');
}

/** Plain JavaScript, shared with set-up, which runs before anything is compiled. */
async function sourceHashes(packageDir: string): Promise<typeof SourceHash> {
  const script = pathToFileURL(join(packageDir, 'docker', 'setup', 'source-hash.mjs')).href;
  return (await import(script)) as typeof SourceHash;
}
