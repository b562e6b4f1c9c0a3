import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { writtenResultsSchema } from '../../src/results/gradescope.js';
import { openHookKeys } from '../../src/machine/hookKeys.js';
import { readWork } from '../../src/work/rows.js';
import { commit, dispatch } from '../../src/work/dispatch/transitions.js';
import { gradeOf } from '../ledger/sample.js';
import { QUICK_COURSE_DIR, testFolder } from '../support/folder.js';
import { metadataOf, sendSigned, submission, type Answer } from './client.js';
import { testServer, type TestServer } from './harness.js';

const MINUTE = 60_000;

/** A server whose course gives feedback so many GPU minutes, and how somebody hands in there. */
async function openSchool(gpu: 'required' | 'preferred', minutesPerDay?: number) {
  const course = await testFolder(QUICK_COURSE_DIR);
  await appendFile(join(course.path, 'quick', 'assignment.yaml'), `gpu: ${gpu}\n`);
  if (minutesPerDay !== undefined) {
    await appendFile(join(course.path, 'course.yaml'), `gpu: { feedbackMinutesPerDay: ${minutesPerDay} }\n`);
  }
  const server = await testServer({}, course.path);
  const purpose = { course: 'quick', assignment: 'quick', workClass: 'feedback' } as const;
  const key = await openHookKeys(server.stateDir).create(purpose, new Date());
  const users = [{ id: 1, email: 'ada@example.edu', name: 'Ada', sid: 'ada', assignment: {} }];
  return {
    server,
    practice: (id: number): Promise<Answer> =>
      sendSigned(server.port, key, submission({ metadata: { ...metadataOf(id, { id: 777 }), users } })),
    handIn: (id: number): Promise<Answer> =>
      sendSigned(server.port, server.key, submission({ metadata: { ...metadataOf(id), users } })),
    async [Symbol.asyncDispose]() {
      for (const resource of [server, course]) await resource[Symbol.asyncDispose]();
    },
  };
}

/** Has it graded, on a GPU for so many minutes. */
async function grade({ store, gpuBudget }: TestServer, id: string, minutes: number): Promise<void> {
  dispatch(store, id);
  const work = readWork(store, id);
  if (work === undefined) throw new Error('no work');
  const { environment, timings } = gradeOf('', 0);
  const graded = gradeOf(work.submissionId, 3, {
    environment: { ...environment, graderVersion: work.graderVersion, device: minutes > 0 ? 'GPU-1' : 'cpu' },
    timings: { ...timings, totalMs: minutes * MINUTE },
  });
  await gpuBudget?.charge(work, graded);
  expect(commit(store, work, graded)).toBe(true);
}

const said = ({ body }: Answer): string => writtenResultsSchema.parse(body.results).tests[0]?.output ?? '';

it('used up, feedback that prefers a GPU goes to processors at once and says so; what counts does not', async () => {
  await using school = await openSchool('preferred', 60);
  const { server, practice, handIn } = school;
  const first = await practice(1);
  expect(readWork(server.store, first.body.id)).toMatchObject({ lane: 'gpu', gpuWaitSeconds: 600 });
  await grade(server, first.body.id, 12);
  expect(said(await practice(1))).toContain('GPU today: 12 of 60 minutes used, 48 left.');

  const second = await practice(2);
  await grade(server, second.body.id, 48.5);
  const third = await practice(3);
  expect(readWork(server.store, third.body.id)).toMatchObject({ lane: 'cpu', gpuUntil: null });
  await grade(server, third.body.id, 0);
  const results = await practice(3);
  expect(said(results)).toContain(
    'GPU today: 60 of 60 minutes used, 0 left. They were used up when this came, so it ran on processors.',
  );
  expect(results.body.results?.['extra_data']).toMatchObject({
    feedback: { gpuToday: { usedMs: 60.5 * MINUTE, limitMs: 60 * MINUTE } },
  });
  // What ran on a GPU still says so.
  expect(said(await practice(2))).not.toContain('ran on processors');

  const counting = await handIn(4);
  expect(readWork(server.store, counting.body.id)).toMatchObject({ lane: 'gpu' });
});

it('used up, feedback that needs a GPU is answered with a sentence; what is here already stays', async () => {
  await using school = await openSchool('required', 60);
  const { server, practice, handIn } = school;
  const first = await practice(1);
  await grade(server, first.body.id, 61);
  const refused = await practice(2);
  expect(refused.status).toBe(409);
  expect(refused.body.error).toMatchObject({
    code: 'gpuMinutesUsed',
    whose: 'student',
    message: expect.stringMatching(
      /needs a GPU\. GPU today: 61 of 60 minutes used, 0 left\..*costs nothing/u,
    ) as string,
    remedy: expect.stringMatching(/are new at \w+ \w+ \d+, 12:00 am UTC/u) as string,
  });
  expect(said(await practice(1))).toContain('GPU today: 61 of 60 minutes used, 0 left.');
  expect((await handIn(3)).status).toBe(202);
  // A Redis that was emptied, or the next day: the very same upload is taken.
  const client = new Redis(server.redis.url);
  await client.flushall();
  client.disconnect();
  expect((await practice(2)).status).toBe(202);
});

it('without a limit nothing is counted and nothing is said', async () => {
  await using school = await openSchool('preferred');
  const { server, practice } = school;
  const first = await practice(1);
  await grade(server, first.body.id, 600);
  expect(said(await practice(1))).not.toContain('GPU today');
  expect(readWork(server.store, (await practice(2)).body.id)?.lane).toBe('gpu');
});
