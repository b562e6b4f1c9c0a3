import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What an image is for; `studentGpu` is the student's on machines with GPUs. */
type ImageRole = 'student' | 'checker' | 'studentGpu';

/** The names under which set-up builds the images of this very package: a hash of their sources is in the tag. */
export async function imageNames(packageDir: string): Promise<Record<ImageRole, string>> {
  const script = pathToFileURL(join(packageDir, 'docker', 'setup', 'source-hash.mjs')).href;
  // Plain JavaScript, shared with set-up, which runs before anything is compiled.
  const { imageName } = (await import(script)) as { imageName: (dir: string, role: string) => string };
  return {
    student: imageName(packageDir, 'student'),
    checker: imageName(packageDir, 'checker'),
    studentGpu: imageName(packageDir, 'student-gpu'),
  };
}
