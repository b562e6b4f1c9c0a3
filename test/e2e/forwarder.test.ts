import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readEvents } from '../../src/store/events.js';
import { openForReading } from '../../src/store/open.js';
import {
  buildOnPlatform,
  containers,
  metadataOfStudent,
  runOnPlatform,
  submission,
  type Run,
} from '../gradescope/platform.js';
import { QUICK_COURSE_DIR, testFolder, type TestFolder } from '../support/folder.js';
import { notebookFile } from '../support/notebook.js';
import { waitFor } from '../support/waitFor.js';
import { startService, type Service } from './service.js';

/** One of them is a second container of the submission before it. */
const CONTAINERS = 12;
/** Leaves all the time that a dozen may need, and 10 s, in which the last notebook is not run yet. */
const LIMIT_SECONDS = { usual: 600, early: 40 };
const DOUBLE = 'def double(x):\n    return 2 * x';
/** By their scores, of three points. */
const NOTEBOOKS = { 3: [DOUBLE, 'answer = 42'], 2: [DOUBLE], 1: ['answer = 42'] } as const;
const SLOW = [...NOTEBOOKS[3], 'import time; time.sleep(14)'];

let service: Service;
let folder: TestFolder;

beforeAll(async () => {
  [service, folder] = await Promise.all([startService(2), testFolder()]);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** A root as Gradescope builds it from the zip of the command line. */
async function built(): Promise<string> {
  const [root, zip] = [join(folder.path, 'root'), join(folder.path, 'quick.zip')];
  const server = `http://127.0.0.1:${service.port}`;
  const made = await service.run([
    'gradescope',
    'zip',
    'quick',
    '--server',
    server,
    '--course',
    QUICK_COURSE_DIR,
    '--out',
    zip,
  ]);
  expect(made.exitCode).toBe(0);
  await buildOnPlatform([{ root, zip }]);
  return root;
}

const files = (name: string, cells: readonly string[]): Promise<string> =>
  submission(join(folder.path, name), { 'hw.ipynb': notebookFile(cells).toString() });

/** Grades by submission id, as the ledger has them. */
function gradesInLedger(): string[] {
  using store = openForReading(join(service.state, 'ledger.db'), { now: () => new Date() });
  const events = readEvents(store, 'quick', { types: ['submission_graded'] });
  return events.flatMap(({ content }) => ('submissionId' in content ? [content.submissionId] : []));
}

/** What the server has answered since it had logged `logged`. */
function answeredSince(logged: string): unknown[] {
  const lines = service.server.said().slice(logged.length).trim().split('\n');
  const requests = lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ route }) => route);
  return requests.map(({ method, status }) => [method, status]);
}

it(
  'a dozen containers at once get their grades, and one that must end early gets its own by a re-run',
  { timeout: 120_000 },
  async () => {
    const roots = await containers(await built(), CONTAINERS + 1);
    const scores = Array.from(
      { length: CONTAINERS },
      (_, number) => (1 + (Math.min(number, CONTAINERS - 2) % 3)) as 1 | 2 | 3,
    );
    const folders = {
      1: await files('1', NOTEBOOKS[1]),
      2: await files('2', NOTEBOOKS[2]),
      3: await files('3', NOTEBOOKS[3]),
    };
    const runs = scores.map((score, number): Run => {
      const student = Math.min(number, CONTAINERS - 2);
      return {
        root: roots[number] ?? '',
        metadata: metadataOfStudent(student),
        files: folders[score],
        timeout: LIMIT_SECONDS.usual,
      };
    });
    const early: Run = {
      root: roots[CONTAINERS] ?? '',
      metadata: metadataOfStudent(CONTAINERS),
      files: await files('slow', SLOW),
      timeout: LIMIT_SECONDS.early,
    };
    const stored = await runOnPlatform([...runs, early]);
    const cut = stored.pop();
    expect(stored.map(({ error_code: error, exit_status: status, stdout }) => ({ error, status, stdout }))).toEqual(
      scores.map(() => ({ error: null, status: 0, stdout: 'done: graded\n' })),
    );
    expect(stored.map(({ results }) => results?.score)).toEqual(scores);
    for (const { results } of stored) expect(results?.extra_data).not.toHaveProperty('ungraded');

    expect(cut).toMatchObject({ error_code: null, exit_status: 0, results: { extra_data: { ungraded: true } } });
    expect(cut?.results).not.toHaveProperty('score');
    expect(cut?.results?.output).toContain('The grading service has your submission');

    await waitFor('the last grade', () => gradesInLedger().length === CONTAINERS);
    const logged = service.server.said();
    const [rerun] = await runOnPlatform([{ ...early, timeout: LIMIT_SECONDS.usual }]);
    expect(rerun).toMatchObject({ error_code: null, stdout: 'done: graded\n', results: { score: 3 } });
    await waitFor('the log of the re-run', () => answeredSince(logged).length > 0);
    expect(answeredSince(logged)).toEqual([['POST', 200]]);
    const grades = gradesInLedger();
    expect([grades.length, new Set(grades).size]).toEqual([CONTAINERS, CONTAINERS]);
  },
);
