import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writtenResultsSchema } from '../../src/results/gradescope.js';
import { readWork } from '../../src/work/rows.js';
import { commit, dispatch } from '../../src/work/dispatch/transitions.js';
import { gradeFor } from '../work/sample.js';
import { QUICK_COURSE_DIR, testFolder, type TestFolder } from '../support/folder.js';
import { notebookFile } from '../support/notebook.js';
import { metadataOf, sendSigned, submission, type SubmissionParts } from './client.js';
import { testServer, type TestServer } from './harness.js';

// Due April 15, 23:59 UTC; the budget is 120 hours, and each further one costs 1 %.
const AFTER_124_HOURS = '2027-04-21T03:30:00.000000+00:00';

let course: TestFolder;
let server: TestServer;
beforeAll(async () => {
  course = await testFolder(QUICK_COURSE_DIR);
  await appendFile(join(course.path, 'quick', 'assignment.yaml'), 'notebook: hw.ipynb\n');
  server = await testServer({}, course.path);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await course[Symbol.asyncDispose]();
});

/** Hands in, has it graded with 3 points, and gives what the re-run answers. */
async function gradedAnswer(parts: SubmissionParts) {
  const { store, port, key } = server;
  const { body } = await sendSigned(port, key, submission(parts));
  dispatch(store, body.id);
  const work = readWork(store, body.id);
  if (work === undefined) throw new Error('the submission has no row');
  expect(commit(store, work, gradeFor(work, 3, { maxMicroPoints: 3_000_000 }))).toBe(true);
  const again = await sendSigned(port, key, submission(parts));
  expect(again.status).toBe(200);
  return writtenResultsSchema.parse(again.body.results);
}

const user = (name: string): object => ({ id: 1, email: `${name}@example.edu`, name, sid: name, assignment: {} });
const late = (id: number, users: readonly string[]): SubmissionParts => ({
  metadata: { ...metadataOf(id), created_at: AFTER_124_HOURS, users: users.map(user) },
});

describe.each([
  ['one student', late(1, ['ada'])],
  ['a group', late(2, ['ben', 'cleo'])],
])('the late hours of %s', (_, parts) => {
  it('are in the sentence, the record and the score of what the platform gets, again as at first', async () => {
    const results = await gradedAnswer(parts);
    expect(results.score).toBe(2.88);
    expect(results.tests[0]).toMatchObject({
      name: 'Late hours',
      output: expect.stringMatching(
        /= 124 late hours\. [^]*4 hours beyond the budget: −4% .*\(3\.00 → 2\.88\)/u,
      ) as string,
    });
    expect(results.extra_data).toMatchObject({
      late: { hoursLate: 124, hoursUsed: 120, penaltyHours: 4, rawScore: 3, finalScore: 2.88, ledger: 'available' },
    });
    const { port, key } = server;
    const { body } = await sendSigned(port, key, submission(parts));
    expect(body.results).toEqual(results);
  });
});

it('of several notebooks grades the one that the assignment names, and says so', async () => {
  const other = notebookFile(['answer = 41']);
  const files = [
    ['draft.ipynb', other],
    ['work/hw.ipynb', notebookFile(['answer = 42'])],
  ] as const;
  expect((await gradedAnswer({ id: 3, files })).output).toContain('Graded: work/hw.ipynb');
});
