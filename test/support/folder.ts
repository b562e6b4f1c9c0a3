import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A course with two quick assignments: `quick`, of two sound checks, and `broken`, of one that is not. */
export const QUICK_COURSE_DIR = join(import.meta.dirname, 'quick-course');

/** A new folder that goes with its scope. */
export interface TestFolder extends AsyncDisposable {
  readonly path: string;
}

/** An empty folder, or a copy of another. Its path is short enough for a Unix socket inside. */
export async function testFolder(contents?: string): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), 'assay-test-'));
  if (contents !== undefined) await cp(contents, path, { recursive: true });
  // Again where something was put in meanwhile: a worker that a test cut off may just be writing.
  const removal = { recursive: true, force: true, maxRetries: 10, retryDelay: 50 };
  return { path, [Symbol.asyncDispose]: () => rm(path, removal) };
}
