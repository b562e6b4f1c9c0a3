import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEvents } from '../../src/ledger/events.js';
import { openForReading } from '../../src/db/open.js';
import {
  buildOnPlatform,
  containers,
  metadataOfStudent,
  runOnPlatform,
  submission,
  type Run,
  type Stored,
} from '../gradescope/platform.js';
import { QUICK_COURSE_DIR, testFolder, type TestFolder } from '../support/folder.js';
import { notebookFile } from '../support/notebook.js';
import { waitFor } from '../support/waitFor.js';
import { startService, type Service } from './service.js';

const DOUBLE = 'def double(x):\n    return 2 * x';
/** By their scores, of three points. */
const NOTEBOOKS = { 1: ['answer = 42'], 2: [DOUBLE], 3: [DOUBLE, 'answer = 42'] } as const;
/** Of a dozen containers; the last is a second one of the submission before it. */
const SCORES = [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 2] as const;
const STUDENTS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10] as const;
/** One more container must end after 15 s, when its notebook has not been run to its end. */
const EARLY = { student: 11, limitSeconds: 45, cells: [...NOTEBOOKS[3], 'import time; time.sleep(18)'] } as const;
const SUBMISSIONS = 12;

let service: Service;
let folder: TestFolder;
let early: Run;
let stored: Stored[];
let cut: Stored | undefined;

beforeAll(async () => {
  [service, folder] = await Promise.all([startService(2), testFolder()]);
  const [last = '', ...roots] = await containers(await built(), SCORES.length + 1);
  const folders = {
    1: await files('1', NOTEBOOKS[1]),
    2: await files('2', NOTEBOOKS[2]),
    3: await files('3', NOTEBOOKS[3]),
  };
  const runs = SCORES.map((score, index): Run => {
    const student = STUDENTS[index] ?? NaN;
    return { root: roots[index] ?? '', metadata: metadataOfStudent(student), files: folders[score], timeout: 600 };
  });
  const { student, limitSeconds: timeout, cells } = EARLY;
  early = { root: last, metadata: metadataOfStudent(student), files: await files('early', cells), timeout };
  [cut, ...stored] = await runOnPlatform([early, ...runs]);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** A root as Gradescope builds it from the zip of the command line. */
async function built(): Promise<string> {
  const [root, zip] = [join(folder.path, 'root'), join(folder.path, 'quick.zip')];
  const options = ['--course', QUICK_COURSE_DIR, '--server', `http://127.0.0.1:${service.port}`, '--out', zip];
  const made = await service.run(['gradescope', 'zip', 'quick', ...options]);
  if (made.exitCode !== 0) throw new Error(made.stderr);
  await buildOnPlatform([{ root, zip }]);
  return root;
}

const files = (name: string, cells: readonly string[]): Promise<string> =>
  submission(join(folder.path, name), { 'hw.ipynb': notebookFile(cells).toString() });

/** Grades by submission id, as the ledger has them. */
function gradesInLedger(): string[] {
  using store = openForReading(join(service.state, 'ledger.db'), { now: () => new Date() });
  const events = readEvents({ store, course: 'quick' }, { types: ['submission_graded'] });
  return events.flatMap(({ content }) => ('submissionId' in content ? [content.submissionId] : []));
}

/** What the server has answered since it had logged `logged`. */
function answeredSince(logged: string): unknown[] {
  const lines = service.server.said().slice(logged.length).trim().split('\n');
  const requests = lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ route }) => route);
  return requests.map(({ method, status }) => [method, status]);
}

describe('through server and worker, the forwarder', () => {
  it('brings a dozen containers at once their grades', () => {
    const ends = stored.map(({ error_code: error, exit_status: status, stdout }) => ({ error, status, stdout }));
    expect(ends).toEqual(SCORES.map(() => ({ error: null, status: 0, stdout: 'done: graded\n' })));
    expect(stored.map(({ results }) => results?.score)).toEqual(SCORES);
    for (const { results } of stored) expect(results?.extra_data).not.toHaveProperty('ungraded');
  });

  it('says where a submission stands whose grade is not there in time', () => {
    expect(cut).toMatchObject({ error_code: null, exit_status: 0, results: { extra_data: { ungraded: true } } });
    expect(cut?.results).not.toHaveProperty('score');
    expect(cut?.results?.output).toContain('The grading service has your submission');
  });

  it('brings that grade by a re-run, with one request and without grading again', async () => {
    await waitFor('the last grade', () => gradesInLedger().length === SUBMISSIONS);
    const logged = service.server.said();
    const [rerun] = await runOnPlatform([{ ...early, timeout: 600 }]);
    expect(rerun).toMatchObject({ error_code: null, stdout: 'done: graded\n', results: { score: 3 } });
    await waitFor('the log of the re-run', () => answeredSince(logged).length > 0);
    expect(answeredSince(logged)).toEqual([['POST', 200]]);
    const grades = gradesInLedger();
    expect([grades.length, new Set(grades).size]).toEqual([SUBMISSIONS, SUBMISSIONS]);
  });
});
