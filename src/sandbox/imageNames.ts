import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The names under which set-up builds the images of this very package: a hash of their sources is in the tag. */
export async function imageNames(packageDir: string): Promise<Record<'student' | 'checker', string>> {
  const nameOf = await namesOf(packageDir);
  return { student: nameOf('student'), checker: nameOf('checker') };
}

/** The same of the student's image for machines with GPUs. */
export async function gpuImageName(packageDir: string): Promise<string> {
  return (await namesOf(packageDir))('student-gpu');
}

async function namesOf(packageDir: string): Promise<(role: 'student' | 'checker' | 'student-gpu') => string> {
  const script = pathToFileURL(join(packageDir, 'docker', 'setup', 'source-hash.mjs')).href;
  // Plain JavaScript, shared with set-up, which runs before anything is compiled.
  const { imageName } = (await import(script)) as { imageName: (dir: string, role: string) => string };
  return (role) => imageName(packageDir, role);
}
