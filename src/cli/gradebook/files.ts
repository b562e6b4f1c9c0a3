import type { GradebookFiles } from '../../ledger/questions/gradebook.js';
import { UsageError } from '../exitCodes.js';
import { filesFor } from '../late/filesFor.js';
import type { LedgerOptions } from '../late/options.js';

export const COURSE_DIR = [
  '--course <dir>',
  'the course folder, whose course.yaml has the weights; the package’s own',
] as const;

export interface GradebookOptions extends LedgerOptions {
  readonly course?: string | undefined;
}

/** @throws {UsageError} where the course's files do not say what its grade is made of. */
export async function gradebookFiles(options: GradebookOptions): Promise<GradebookFiles> {
  const files = await filesFor(options);
  if (files === undefined) throw new UsageError('What is the grade made of? Name the course’s folder with --course.');
  const { grade, assignments } = files;
  if (grade !== undefined) return { grade, assignments };
  throw new UsageError('course.yaml does not say what the grade is made of: it has no `grade`.');
}
