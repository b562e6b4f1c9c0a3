import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writtenResultsSchema, type GradescopeResults } from '../../src/results/gradescope.js';
import { lateDataSchema, type LateData } from '../../src/results/lateData.js';
import { readCharges } from '../../src/ledger/charges.js';
import { readEvents } from '../../src/ledger/events.js';
import { openForReading } from '../../src/db/open.js';
import { findPerson } from '../../src/ledger/roster.js';
import type { Store } from '../../src/db/store.js';
import { assay } from '../support/assay.js';
import { QUICK_COURSE_DIR, testFolder, type TestFolder } from '../support/folder.js';
import { metadataOf, userOf } from '../support/metadata.js';
import { zipOf } from '../support/zip.js';
import { SOLUTION, writeNotebook } from './files.js';

/** 23:59 UTC of April 15, as Gradescope writes it. */
const DUE = { due_date: '2027-04-15T16:59:00.000000-07:00' };
const EIGHT_HOURS_LATE = '2027-04-16T00:59:00.000000-07:00';

let folder: TestFolder;
let course: string;
let state: string;
beforeAll(async () => {
  folder = await testFolder();
  state = join(folder.path, 'state');
  course = join(folder.path, 'course');
  await cp(QUICK_COURSE_DIR, course, { recursive: true });
  await writeFile(join(course, 'late.yaml'), 'schemaVersion: 1\npolicy: { budgetHours: 5 }\n');
  await say('late', 'import', 'course', course);
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

async function say(...args: string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await assay(args, { state });
  if (exitCode !== 0) throw new Error(stderr);
  return stdout;
}

/** The metadata of one submission, in a file. */
async function metadata(id: number, fields: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const file = join(folder.path, `metadata-${id}.json`);
  const assignment = { ...(metadataOf()['assignment'] as object), ...DUE };
  const users = [userOf({ assignment: DUE })];
  await writeFile(file, JSON.stringify(metadataOf({ id, created_at: EIGHT_HOURS_LATE, assignment, users, ...fields })));
  return file;
}

function grade(file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return assay(['grade', 'quick', file, '--json', '--course', course, ...args], { state, env });
}

function read(stdout: string): { results: GradescopeResults; late: LateData } {
  const results = writtenResultsSchema.parse(JSON.parse(stdout));
  return { results, late: lateDataSchema.parse(results.extra_data['late']) };
}

/** Reads the ledger beside the commands. */
function ask<Answer>(question: (store: Store) => Answer): Answer {
  using store = openForReading(join(state, 'ledger.db'), { now: () => new Date() });
  return question(store);
}

function typesInLog(): string[] {
  return ask((store) => readEvents({ store, course: 'quick' }).map(({ content }) => content.type));
}

function hoursUsed(email: string): number | undefined {
  return ask((store) => {
    const student = findPerson({ store, course: 'quick' }, { email, sid: null })?.student;
    if (student === undefined) throw new RangeError(`${email} is not on the roster`);
    return readCharges({ store, course: 'quick' }, student)[0]?.charges.used;
  });
}

describe('assay grade --metadata', { timeout: 120_000 }, () => {
  it('records before grading; a failed platform costs nothing; what is committed is said again, to the byte', async () => {
    const file = await writeNotebook(folder.path, 'ada.ipynb', [SOLUTION]);
    const args = ['--metadata', await metadata(2001)];
    const failed = await grade(file, args, { DOCKER_HOST: 'unix:///nowhere/docker.sock' });
    expect(failed.exitCode).toBe(3);
    expect(typesInLog().slice(-3)).toEqual(['student_enrolled', 'submission_received', 'submission_graded']);
    expect(hoursUsed('ann@example.edu')).toBe(0);

    const out = join(folder.path, 'out');
    const first = await grade(file, [...args, '--out', out]);
    expect(first.exitCode).toBe(0);
    const { results, late } = read(first.stdout);
    expect(results.score).toBe(2.91);
    expect(results.output).toContain('Graded: ada.ipynb');
    expect(late).toMatchObject({
      submissionId: '2001',
      hoursLate: 8,
      hoursUsed: 5,
      penaltyBp: 300,
      finalScore: 2.91,
      flags: [],
    });
    expect(hoursUsed('ann@example.edu')).toBe(5);

    const events = typesInLog();
    const second = await grade(file, args);
    expect(second.stdout).toBe(first.stdout);
    expect(typesInLog()).toEqual(events);

    const again = read((await grade(file, [...args, '--again'])).stdout);
    const without = ({ results: document, late: record }: { results: GradescopeResults; late: LateData }): unknown => {
      const tests = document.tests.map((test) => ({ ...test, output: test.output?.replace(/entry \d+/u, '') }));
      return [
        document.score,
        document.output,
        tests,
        { ...record, ledgerSeq: 0, ruleTrace: record.ruleTrace.map((step) => step.replace(/^score@.*/u, '')) },
      ];
    };
    expect(without(again)).toEqual(without({ results, late }));
    expect(hoursUsed('ann@example.edu')).toBe(5);
  });

  it('an upload in which nothing can be read costs no hour, and is answered with a document', async () => {
    const file = join(folder.path, 'work.zip');
    await writeFile(file, await zipOf({ 'notes.txt': 'no notebook' }));
    const users = [userOf({ email: 'bob@example.edu', sid: '7', assignment: DUE })];
    const { exitCode, stdout } = await grade(file, ['--metadata', await metadata(2002, { users })]);
    expect(exitCode).toBe(2);
    const { results, late } = read(stdout);
    expect(results).toMatchObject({ score: 0, output: expect.stringContaining('no notebook') as string });
    expect(results.tests.every((test) => test.score === undefined)).toBe(true);
    expect(results.extra_data).toMatchObject({ ungraded: true, state: 'unreadable' });
    expect(late).toMatchObject({ countsNow: false, notCounted: 'ungradable', hoursUsed: 0, hoursLate: 8 });
    expect(hoursUsed('bob@example.edu')).toBe(0);
  });

  it('a group whose members are charged differently gets the raw score and no balance', async () => {
    const file = await writeNotebook(folder.path, 'group.ipynb', [SOLUTION]);
    const users = ['cat', 'dan'].map((name) => userOf({ email: `${name}@example.edu`, sid: null, assignment: DUE }));
    const args = ['--metadata', await metadata(2003, { users })];
    const alike = read((await grade(file, args)).stdout);
    expect(alike.results.score).toBe(2.91);
    expect(alike.late).toMatchObject({ hoursUsed: 5, penaltyBp: 300, remainingAfter: null });

    await say('late', 'grant', 'dan@example.edu', '100', '--reason', 'ill');
    const { results, late } = read((await grade(file, args)).stdout);
    expect(results.score).toBe(3);
    expect(late).toMatchObject({
      penaltyApplication: 'record-only',
      hoursUsed: null,
      remainingAfter: null,
      hoursLate: 8,
    });
    expect(results.tests[0]?.output).not.toMatch(/100|105|97/u);
  });

  it('refuses what contradicts the ledger, and changes nothing', async () => {
    const file = await writeNotebook(folder.path, 'other.ipynb', ['x = 1']);
    const events = typesInLog();
    const other = await grade(file, ['--metadata', await metadata(2001)]);
    expect([other.exitCode, other.stderr]).toEqual([
      2,
      expect.stringContaining('received before with another content'),
    ]);
    const nobody = await grade(file, ['--metadata', await metadata(2009, { users: [] })]);
    expect([nobody.exitCode, nobody.stderr]).toEqual([2, expect.stringContaining('names nobody')]);
    expect(typesInLog()).toEqual(events);
  });

  it('takes who and when from the command line, too', async () => {
    const file = join(folder.path, 'eve.zip');
    await writeFile(file, await zipOf({ 'notes.txt': 'nothing' }));
    const who = ['--student', 'eve@example.edu', '--submitted-at', '2027-04-15T23:59:00Z'];
    const { late } = read((await grade(file, who)).stdout);
    expect(late).toMatchObject({ lateSeconds: 0, submissionId: expect.stringMatching(/^cli-/u) as string });
  });

  it('without a ledger it tells lateness alone', async () => {
    const file = await writeNotebook(folder.path, 'ada.ipynb', [SOLUTION]);
    const elsewhere = join(folder.path, 'elsewhere');
    const args = ['grade', 'quick', file, '--json', '--course', course, '--metadata', await metadata(2001)];
    const { stdout, stderr } = await assay(args, { state: elsewhere });
    expect(stderr).toContain('There is no ledger');
    const { results, late } = read(stdout);
    expect(results.score).toBe(3);
    expect(late).toMatchObject({ ledger: 'unavailable', hoursLate: 8, hoursUsed: null });
    const asked = await assay([...args, '--ledger', join(elsewhere, 'none.db')], { state: elsewhere });
    expect([asked.exitCode, asked.stderr]).toEqual([2, expect.stringContaining('There is no ledger')]);
  });
});
