import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Busboy } from '@fastify/busboy';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testFolder, type TestFolder } from '../support/folder.js';
import { waitFor } from '../support/waitFor.js';
import { FAULTS, GRADED, WRONG_ANSWERS } from './faults.js';
import { faultServer } from './faultServer.js';
import { autograders, metadata, type Run, runOnPlatform, type Stored, submission } from './platform.js';

/** Of so many seconds the forwarder keeps 30 in reserve. */
const LIMIT_SECONDS = 45;
const RESERVE_SECONDS = 30;
const SECRETS = /Private|ada@|0042|a\.ipynb|abababab/u;

let folder: TestFolder;
let server: Awaited<ReturnType<typeof faultServer>>;
let files: string;
const stored = new Map<string, Stored>();

beforeAll(async () => {
  folder = await testFolder();
  server = await faultServer(FAULTS);
  files = await submission(folder.path, { 'a.ipynb': '{"cells": []}', 'data/Ñandú "1".txt': 'x' });
  await symlink('/etc/passwd', join(files, 'passwd'));
  await symlink('/etc', join(files, 'etc'));
  await writeFile(join(files, 'line\nbreak.txt'), 'y');
  const names = Object.keys(FAULTS);
  const configs = names.map((assignment) => ({ server: server.url, assignment }));
  const roots = await autograders(folder.path, configs);
  const runs = roots.map((root, index): Run => {
    return { root, metadata: metadataFor(names[index] ?? ''), files, timeout: LIMIT_SECONDS };
  });
  const limited = runs.map((run) => (run.root.endsWith('/large') ? { ...run, maxFileBytes: 4096 } : run));
  for (const [index, result] of (await runOnPlatform(limited)).entries()) stored.set(names[index] ?? '', result);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** What an earlier submission scored, where the page may keep that. */
const EARLIER: Readonly<Record<string, number>> = { 'open-kept': 50, 'open-beyond': 90 };

function metadataFor(assignment: string): ReturnType<typeof metadata> {
  const score = EARLIER[assignment];
  if (score === undefined) return metadata();
  const earlier = { submission_time: '2026-09-01T08:00:00.000000-07:00', score, results: { tests: [{ score }] } };
  return metadata({ previous_submissions: [earlier] });
}

function storedOf(assignment: string): Stored {
  const found = stored.get(assignment);
  if (found === undefined) throw new Error(`${assignment} was not run`);
  return found;
}

interface Part {
  readonly field: string;
  readonly name: string;
  readonly content: Buffer;
}

async function partsOf(body: Buffer, contentType: string): Promise<Part[]> {
  const parser = new Busboy({ headers: { 'content-type': contentType }, preservePath: true, isPartAFile: () => true });
  const parts: Promise<Part>[] = [];
  parser.on('file', (field, stream, name) => {
    parts.push(buffer(stream).then((content) => ({ field, name, content })));
  });
  const finished = once(parser, 'finish');
  parser.end(body);
  await finished;
  return Promise.all(parts);
}

/** A document that says that there is no grade, and claims no points. */
const WITHOUT_GRADE = {
  extra_data: { ungraded: true, scoreKept: false },
  tests: [{ name: 'Not graded', score: 0, max_score: 0, status: 'failed' }],
};

describe('whatever happens, the forwarder', () => {
  it('ends by itself before the platform’s time is over, with code 0 and a document that the platform takes', () => {
    for (const [name, { error_code: error, exit_status: status, elapsed_time: seconds }] of stored) {
      expect({ name, error, status }).toEqual({ name, error: null, status: 0 });
      expect(seconds).toBeLessThan(LIMIT_SECONDS - 0.5 * RESERVE_SECONDS);
    }
  });

  it('prints no secret and no personal data', () => {
    for (const { stdout } of stored.values()) expect(stdout).not.toMatch(SECRETS);
  });

  it('signs every request anew', () => {
    const requests = Object.keys(FAULTS).flatMap((name) => server.requestsOf(name));
    expect(requests.filter(({ isSigned }) => !isSigned)).toEqual([]);
    expect(new Set(requests.map(({ nonce }) => nonce)).size).toBe(requests.length);
  });
});

describe('the forwarder and a service that answers', () => {
  it('sends the submission, waits, and writes the grade as it came', () => {
    expect(storedOf('good').results).toEqual(GRADED);
    const [post, poll, ...more] = server.requestsOf('good');
    expect([post?.method, poll?.method, more.length]).toEqual(['POST', 'GET', 0]);
    // All of the time that is left but a little.
    expect(poll?.url).toMatch(/^\/v1\/hook\/gradescope\/good\/[0-9a-f]{32}\?waitSeconds=(\d|10)$/u);
  });

  it('takes a grade that is known already at once: one request', () => {
    expect(storedOf('known').results).toEqual(GRADED);
    expect(server.requestsOf('known')).toHaveLength(1);
  });

  it('sends the metadata first, then files by relative name; links and what they lead to stay behind', async () => {
    const [{ body, contentType } = { body: Buffer.of(), contentType: '' }] = server.requestsOf('known');
    const parts = await partsOf(body, contentType);
    expect(parts.map(({ field, name }) => `${field} ${name}`)).toEqual([
      'metadata submission_metadata.json',
      'files a.ipynb',
      'files data/Ñandú %221%22.txt',
      'files line%0Abreak.txt',
    ]);
    expect(JSON.parse(parts[0]?.content.toString() ?? '')).toEqual(metadata());
    expect(parts[1]?.content.toString()).toBe('{"cells": []}');
  });
});

describe('a submission that is not graded when the time is over', () => {
  it('says where it stands', () => {
    const { results } = storedOf('waiting');
    expect(results).toMatchObject(WITHOUT_GRADE);
    expect(results?.output).toContain('The grading service has your submission');
    expect(results?.output).toContain('Waiting for a free place.');
    expect(results?.output).toContain('place in the queue was 17');
    expect(results).not.toHaveProperty('score');
  });

  it('says so where the service was silent', () => {
    expect(storedOf('silent').results).toMatchObject(WITHOUT_GRADE);
    expect(storedOf('silent').results?.output).toContain('could not be reached');
  });

  it('shows what the service says where staff must act, and claims no points', () => {
    const { results } = storedOf('needs-staff');
    expect(results).toMatchObject({ ...WITHOUT_GRADE, output: 'Course staff are looking at it.' });
    expect(results).not.toHaveProperty('score');
  });

  it('keeps the score of another submission that the service says counts', () => {
    const { results } = storedOf('superseded');
    expect(results).toMatchObject({ score: 6, extra_data: { ungraded: true, scoreKept: true } });
    expect(results?.tests?.[0]?.output).toBe('Your score stays what it was before: 6.');
  });
});

describe('the page of a grade with open points', () => {
  it('shows what is earned so far, and no line that takes it for nothing', () => {
    const { results } = storedOf('open');
    expect(results).toMatchObject({ score: 40, output: 'Cell 3 ran too long.', extra_data: { ungraded: true } });
    expect(JSON.stringify(results)).not.toContain('Not graded');
  });

  it('keeps a higher score from before while it can still be reached, and says so', () => {
    const kept = 'Your score stays what it was before, 50, until no points are open any more.';
    expect(storedOf('open-kept').results).toMatchObject({ score: 50, output: `${kept}\n\nCell 3 ran too long.` });
    expect(storedOf('open-beyond').results).toMatchObject({ score: 40, output: 'Cell 3 ran too long.' });
  });
});

describe('what passes is tried again', () => {
  it.each(Object.keys(FAULTS).filter((name) => name.endsWith('-once')))('%s', (name) => {
    expect(storedOf(name).results).toEqual(GRADED);
    const posts = server.requestsOf(name).filter(({ method }) => method === 'POST');
    expect(posts).toHaveLength(name === 'poll-failed-once' ? 1 : 2);
    expect(new Set(posts.map(({ body }) => body.toString('latin1'))).size).toBe(1);
  });

  it('later, if the server asks for it', () => {
    const [first, second] = server.requestsOf('busy-once');
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(3000);
  });

  it.each(Object.keys(WRONG_ANSWERS))('an answer that cannot be used: %s', (name) => {
    expect(storedOf(name).results).toMatchObject(WITHOUT_GRADE);
    expect(server.requestsOf(name).length).toBeGreaterThan(1);
  });
});

describe('what does not pass is asked once', () => {
  it.each([
    ['students-turn', 'There is no notebook.\n\nSubmit an .ipynb file.'],
    ['staffs-turn', /^This key is another assignment’s\.\n\nCourse staff: Make a zip\./u],
    ['proxys-limit', /HTTP 413/u],
    ['moved', /HTTP 301/u],
  ])('%s', (name, told) => {
    expect(server.requestsOf(name)).toHaveLength(1);
    const { results } = storedOf(name);
    expect(results).toMatchObject(WITHOUT_GRADE);
    if (typeof told === 'string') expect(results?.output).toBe(told);
    else expect(results?.output).toMatch(told);
  });

  it('but a clock that is wrong is set right by the server’s, once', () => {
    expect(storedOf('clock-behind').results).toEqual(GRADED);
    expect(server.requestsOf('clock-behind')).toHaveLength(2);
    expect(storedOf('wrong-key').results).toMatchObject(WITHOUT_GRADE);
    expect(server.requestsOf('wrong-key')).toHaveLength(2);
  });
});

describe('a container in trouble', () => {
  it('whose disk takes no more keeps the document that stands', () => {
    expect(storedOf('large').results).toMatchObject(WITHOUT_GRADE);
    expect(storedOf('large').stdout).toContain('could not be written');
  });

  it('that is ended early leaves a document', async () => {
    const root = join(folder.path, 'waiting');
    await rm(join(root, 'results/results.json'));
    const run = execa(join(root, 'run_autograder'), {
      cwd: root,
      env: { TIMEOUT_SECONDS: '300' },
      reject: false,
      stdio: 'ignore',
    });
    const document = (): string => readFileSync(join(root, 'results/results.json'), 'utf8');
    await waitFor('the place in the queue', () => {
      return existsSync(join(root, 'results/results.json')) && document().includes('queue was 17');
    });
    run.kill('SIGTERM');
    expect((await run).exitCode).toBe(0);
    expect(JSON.parse(document())).toMatchObject(WITHOUT_GRADE);
  });

  it('without its configuration, or with a time limit that leaves no time, tells that it is not the student’s fault', async () => {
    const configs = ['broken', 'hasty'].map((assignment) => ({ server: server.url, assignment }));
    const [broken = '', hasty = ''] = await autograders(folder.path, configs);
    await writeFile(join(broken, 'source/assay.json'), '{');
    const common = { metadata: metadata(), files };
    const both = await runOnPlatform([
      { ...common, root: broken, timeout: LIMIT_SECONDS },
      { ...common, root: hasty, timeout: RESERVE_SECONDS },
    ]);
    for (const { results } of both) {
      expect(results?.output).toContain('not your fault');
      expect(results).toMatchObject({ extra_data: { ungraded: true }, tests: [{ score: 0, max_score: 0 }] });
    }
  });
});
