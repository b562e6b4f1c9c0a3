import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { slept } from '../base/slept.js';

export interface WatchCourseOptions {
  readonly courseDir: string;
  /** Called once a change has settled: nothing changed between two looks. */
  readonly onChanged: () => Promise<void>;
  /** Called at each look, whether or not the folder changed. */
  readonly onLook: () => Promise<void>;
  readonly onError: (error: unknown) => void;
  /** Between two looks; 5 s where absent. */
  readonly everyMs?: number;
}

/**
 * Looks at a course's folder until disposed of. It looks, rather than listens: notices of changes are lost on shared
 * folders and in containers.
 */
export function watchCourse({ courseDir, everyMs = 5_000, ...told }: WatchCourseOptions): AsyncDisposable {
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    let published = await appearance(courseDir).catch(() => '');
    let before = published;
    while (await slept(everyMs, stopping.signal)) {
      try {
        const now = await appearance(courseDir);
        if (now !== published && now === before) {
          published = now;
          await told.onChanged();
        }
        before = now;
        await told.onLook();
      } catch (error) {
        told.onError(error);
      }
    }
  };
  const running = run();
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}

/** Changes where a name, a size or a time of a file does. */
async function appearance(courseDir: string): Promise<string> {
  const hash = createHash('sha256');
  const look = async (folder: string): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.') || entry.name === '__pycache__') continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) await look(path);
      const { size, mtimeMs, ino } = await stat(path);
      hash.update(`${path}\0${size}\0${entry.isDirectory() ? '' : mtimeMs}\0${ino}\0`);
    }
  };
  await look(courseDir);
  return hash.digest('hex');
}
