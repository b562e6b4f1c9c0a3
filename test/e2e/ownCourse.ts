import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { openHookKeys } from '../../src/machine/hookKeys.js';
import { SOLUTION } from '../cli/files.js';
import { HOOK, sendSigned, submission, type Answer } from '../server/client.js';
import { QUICK_COURSE_DIR, testFolder } from '../support/folder.js';
import { notebookFile } from '../support/notebook.js';
import { startService, type Service } from './service.js';

/** A service on a copy of the quick course that a test may change, and a key for it. */
export interface OwnCourse extends AsyncDisposable {
  /** For what the test needs besides. */
  readonly folder: string;
  readonly course: string;
  readonly service: Service;
  /** Hands the right solution in under this number, as Gradescope does, and waits for its end. */
  handIn(id: number): Promise<Answer['body']>;
  /** Looks at what was handed in, by the id of its work, once it has come to an end. */
  look(work: string): Promise<Answer['body']>;
}

/** @param prepare changes the course before it is served, and may return what its server's environment is to have. */
export async function serveOwnCourse(
  prepare?: (course: string) => Promise<Readonly<Record<string, string>> | undefined>,
): Promise<OwnCourse> {
  const folder = await testFolder();
  const course = join(folder.path, 'course');
  await cp(QUICK_COURSE_DIR, course, { recursive: true });
  const service = await startService(1, course, await prepare?.(course));
  expect((await service.run(['keys', 'new', 'quick', '--course', course])).exitCode).toBe(0);
  const [key] = await openHookKeys(service.state).list();
  if (key === undefined) throw new Error('no key was made');
  const look = async (work: string): Promise<Answer['body']> => {
    const polled = { method: 'GET', target: `${HOOK}/${work}?waitSeconds=50` };
    for (;;) {
      const { body } = await sendSigned(service.port, key, polled);
      // A busy machine takes longer than a request waits.
      if (body.results !== undefined || body.error !== undefined) return body;
    }
  };
  return {
    ...{ folder: folder.path, course, service },
    async handIn(id) {
      const sent = submission({ id, files: [['hw.ipynb', notebookFile([SOLUTION])]] });
      const { body } = await sendSigned(service.port, key, sent);
      return look(body.id);
    },
    look,
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
