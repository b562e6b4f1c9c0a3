import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { PACKAGE_DIR } from '../../src/cli/setting.js';
import { all } from '../../src/db/store.js';
import { readNotebook } from '../../src/intake/readNotebook.js';
import { blobFolder, workersBlobs } from '../../src/machine/blobFolder.js';
import { send } from '../../test/server/client.js';
import { notebookFile } from '../../test/support/notebook.js';
import { submit } from '../../test/work/sample.js';
import { familyCpuSecondsOf } from '../service/processCpu.js';
import { COURSE, openStage, openStream, type Stage, type Student } from './stage.js';

export interface ClassWaits {
  /** From being sent to being begun, over the service time of those before them; the most of anybody. */
  readonly mostRatio: number;
  readonly mostWaitSeconds: number;
  /** From the first byte to the answer, p95. */
  readonly sendMs: number;
  /** CPU milliseconds of the server and its readers for one student: sending, watching the stream to its end. */
  readonly cpuMs: number;
  /** Regrades that were begun meanwhile. */
  readonly regrades: number;
}

const SLOTS = 2;
const PAUSE_MS = 1_000;
const MINUTE_MS = 60_000;

/**
 * `students` of a class send notebooks within one minute and watch their runs, while their class is graded again: on two
 * slots, by a worker without containers that pauses for a second in each job. So more come than can be served.
 */
export async function measureClass(students: number, regrades: number): Promise<ClassWaits> {
  await using stage = await openStage(students);
  const begunAt = new Map<string, number>();
  const worker = execa(
    process.execPath,
    [
      '--import',
      'tsx',
      join(PACKAGE_DIR, 'bench/service/standInWorker.ts'),
      stage.redisUrl,
      join(stage.state, 'blobs'),
    ],
    {
      cwd: PACKAGE_DIR,
      reject: false,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PAUSE_MS: String(PAUSE_MS), SLOTS: String(SLOTS) },
    },
  );
  let said = '';
  worker.stdout.on('data', (chunk: Buffer) => {
    const lines = (said + chunk.toString('utf8')).split('\n');
    said = lines.pop() ?? '';
    for (const [submission = '', at] of lines.map((line) => line.split(' '))) begunAt.set(submission, Number(at));
  });
  await beginRegrade(stage, regrades);
  while (begunAt.size < SLOTS) await sleep(100);
  const before = await familyCpuSecondsOf(stage.pid);
  const pauseMs = MINUTE_MS / students;
  const sent = await Promise.all(
    stage.students.map(async (student, index) => {
      await sleep(index * pauseMs);
      return sendAndWatch(stage, student);
    }),
  );
  const cpuMs = (((await familyCpuSecondsOf(stage.pid)) - before) / students) * 1000;
  worker.kill('SIGKILL');
  const waits = waitsOf(stage, begunAt);
  const regraded = [...begunAt.keys()].filter((submission) => !submission.startsWith('feedback-')).length;
  return {
    mostRatio: Math.max(...waits.map(({ ratio }) => ratio)),
    mostWaitSeconds: Math.max(...waits.map(({ waitMs }) => waitMs)) / 1000,
    sendMs: sent.toSorted((a, b) => a - b)[Math.floor(sent.length * 0.95)] ?? 0,
    cpuMs,
    regrades: regraded,
  };
}

/** As rows of its class; the server finds them at its next look. */
async function beginRegrade({ store, students, state }: Stage, count: number): Promise<void> {
  const file = notebookFile(['answer = 42']);
  const blob = await workersBlobs(blobFolder(join(state, 'blobs'))).put(file);
  const notebook = { blob, digest: readNotebook(file, 'quick.ipynb').digest };
  for (let index = 0; index < count; index++) {
    const { key = '' } = students[index % students.length] ?? {};
    submit(store, `${key}-${index}@example.edu`, {
      ...{ course: COURSE, assignment: 'quick', workClass: 'regrade', notebook },
    });
  }
}

/** Sends a notebook as the cell does, and follows its run to the end. @returns how long sending took. */
async function sendAndWatch(stage: Stage, student: Student): Promise<number> {
  const body = notebookFile([`double = lambda x: 2 * x  # ${student.key}`, 'answer = 42', '# text\n'.repeat(2_000)]);
  const headers = { ...student.headers, 'Content-Type': 'application/x-ipynb+json' };
  const startedAt = performance.now();
  const answer = await send(stage.port, { method: 'POST', target: '/v1/feedback/quick', headers, body });
  if (answer.status !== 202) throw new Error(`a notebook was answered ${answer.status}`);
  const sendMs = performance.now() - startedAt;
  const { id } = answer.body as unknown as { id: string };
  await new Promise<void>((resolve) => {
    const stream = openStream(stage, student, id, ({ ended }) => {
      if (!ended) return;
      stream.close();
      resolve();
    });
  });
  return sendMs;
}

/**
 * What each run waited, over the time in which its slots serve whoever is before it: those sent earlier that had not begun,
 * and those that were being served.
 */
function waitsOf({ store }: Stage, begunAt: ReadonlyMap<string, number>) {
  const rows = store.query
    .selectFrom('work')
    .select(['submissionId', 'admittedAt'])
    .where('workClass', '=', 'feedback');
  const runs = all(store, rows.orderBy('seq')).map(({ submissionId, admittedAt }) => ({
    sentAt: Date.parse(admittedAt),
    begunAt: begunAt.get(submissionId) ?? NaN,
  }));
  return runs.map((run, index) => {
    const waiting = runs.slice(0, index).filter((earlier) => earlier.begunAt > run.sentAt).length;
    const beforeMs = ((waiting + SLOTS) * PAUSE_MS) / SLOTS;
    const waitMs = run.begunAt - run.sentAt;
    return { waitMs, ratio: waitMs / beforeMs };
  });
}
