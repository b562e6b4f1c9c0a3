import { get } from 'node:http';
import { join } from 'node:path';
import { personFor } from '../../src/access/accounts.js';
import { createFeedbackToken } from '../../src/access/feedbackTokens.js';
import { write, type Store } from '../../src/db/store.js';
import { SYSTEM } from '../../src/ledger/actor.js';
import { importCourse } from '../../src/ledger/commands/importCourse.js';
import { readCourseFiles } from '../../src/ledger/courseFiles.js';
import { openForWriting } from '../../src/ledger/open.js';
import { recordEvents } from '../../src/ledger/recordEvents.js';
import { putStudent } from '../../src/ledger/roster.js';
import { openStateDir } from '../../src/machine/stateDir.js';
import { admit } from '../../src/work/admit.js';
import { startAssay } from '../../test/support/assay.js';
import { QUICK_COURSE_DIR, testFolder } from '../../test/support/folder.js';
import { redisServer } from '../../test/support/redisServer.js';
import { digest, request } from '../../test/work/sample.js';

export const COURSE = 'quick';

/** A student who is signed in at a terminal. */
export interface Student {
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A real `assay serve` with its Redis, and students on its roster; no worker. */
export interface Stage extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  readonly state: string;
  readonly redisUrl: string;
  /** The server's ledger, for what no student does. */
  readonly store: Store;
  readonly students: readonly Student[];
}

/** @param prepare what is there when the server starts. */
export async function openStage(
  count: number,
  prepare: (store: Store, students: readonly Student[], state: string) => void | Promise<void> = () => undefined,
): Promise<Stage> {
  const folder = await testFolder();
  const redis = await redisServer(folder.path, ['--maxmemory-policy', 'noeviction', '--save', '']);
  const state = await openStateDir(join(folder.path, 'state'));
  const store = openForWriting(join(state, 'ledger.db'), { now: () => new Date() });
  importCourse({ store, course: COURSE }, SYSTEM, { files: await readCourseFiles(QUICK_COURSE_DIR) });
  const students = enrol(store, count);
  await prepare(store, students, state);
  // As the README and compose start it.
  const env = { REDIS_URL: redis.url, NODE_OPTIONS: '--max-old-space-size=1024' };
  const server = startAssay(['serve', '--course', QUICK_COURSE_DIR, '--listen', '127.0.0.1:0'], { state, env });
  await server.hasSaid(/"ready"/u);
  return {
    ...{ pid: server.pid, state, redisUrl: redis.url, store, students },
    port: Number(/"port":(\d+)/u.exec(server.said())?.[1]),
    async [Symbol.asyncDispose]() {
      server.kill('SIGTERM');
      await server.ended;
      store[Symbol.dispose]();
      await redis[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

function enrol(store: Store, count: number): Student[] {
  return write(store, () =>
    Array.from({ length: count }, (_, index) => {
      const key = `s${index}`;
      putStudent(
        { store, course: COURSE },
        { student: key, name: `Student ${index}`, email: null, sid: null, section: null },
      );
      const content = { type: 'student_enrolled', student: key } as const;
      recordEvents({ store, course: COURSE }, [{ content, key: `enrolled:${key}`, actor: 'system' }]);
      const { accountId } = personFor({ store, course: COURSE }, { student: key });
      return { key, headers: { Authorization: `Bearer ${createFeedbackToken(store, accountId, 'cell').text}` } };
    }),
  );
}

/** A run of feedback as a row. */
export function admitRun(store: Store, { key }: Student): string {
  return admit(
    store,
    request({
      ...{ course: COURSE, assignment: 'quick', submissionId: `feedback-${key}`, students: [], party: [key] },
      ...{ source: 'page', workClass: 'feedback', createdAt: new Date().toISOString() },
      notebook: { blob: digest(1), digest: `sha256:${digest(2)}` },
    }),
  ).id;
}

/** Opens the stream of a run. */
export function openStream(
  { port }: Pick<Stage, 'port'>,
  { headers }: Student,
  id: string,
  onEvent: (status: { readonly ended: boolean }) => void,
): { readonly close: () => void } {
  const asked = get({ port, path: `/v1/feedback/runs/${id}/events`, headers, agent: false }, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (text + chunk).split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) {
        const data = /^data: (.*)$/mu.exec(part)?.[1];
        if (data !== undefined) onEvent(JSON.parse(data) as { ended: boolean });
      }
    });
    response.on('error', () => undefined);
  });
  // Whoever closes it is told so.
  asked.on('error', () => undefined);
  return {
    close: () => {
      asked.destroy();
    },
  };
}
