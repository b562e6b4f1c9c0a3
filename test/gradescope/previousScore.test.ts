import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { testFolder } from '../support/folder.js';
import { autograders, metadata, runOnPlatform, type Stored, submission } from './platform.js';

/** Nobody listens there. */
const NOWHERE = 'http://127.0.0.1:9';
/** Leaves two seconds. */
const LIMIT_SECONDS = 32;
const REAL_METADATA = join(import.meta.dirname, '../../../shared/fixtures/gradescope/metadata');

const at = (time: string) => `2026-09-30T${time}:00.000000-07:00`;
const grade = (score: string | number, time: string, more: object = {}) => {
  return { submission_time: at(time), score, autograder_error: false, results: { tests: [{ score: 1 }] }, ...more };
};
const noGrade = (scoreKept: boolean) => ({
  score: 0,
  extra_data: { ungraded: true, scoreKept },
  tests: [{}],
});

/** Earlier submissions, and the score that stands in for the grade that is not there. */
const CASES: Readonly<Record<string, { readonly previous: unknown; readonly score: number | undefined }>> = {
  none: { previous: [], score: undefined },
  'of a text': { previous: [grade('7.5', '08:00')], score: 7.5 },
  'of a number': { previous: [grade(7, '08:00')], score: 7 },
  'the newest, where it comes first': { previous: [grade('9.0', '10:00'), grade('5.0', '08:00')], score: 9 },
  'the newest, where it comes last': { previous: [grade('5.0', '08:00'), grade('9.0', '10:00')], score: 9 },
  'a real zero': { previous: [grade('5.0', '08:00'), grade('0.0', '10:00')], score: 0 },
  'not of a later one': {
    previous: [
      grade('5.0', '08:00'),
      { ...grade('9.0', '10:00'), submission_time: '2026-10-02T10:00:00.000000-07:00' },
    ],
    score: 5,
  },
  'not of a failed one': {
    previous: [grade('5.0', '08:00'), grade('0.0', '10:00', { autograder_error: true })],
    score: 5,
  },
  'not of one that failed before the platform marked such': {
    previous: [
      grade('5.0', '08:00'),
      grade('0.0', '10:00', { results: { output: 'The autograder failed to execute correctly. …' } }),
    ],
    score: 5,
  },
  'not of one that runs': { previous: [grade('5.0', '08:00'), grade('0.0', '10:00', { results: null })], score: 5 },
  'not of one that was never graded': {
    previous: [grade('5.0', '08:00'), grade('0.0', '10:00', { results: noGrade(false) })],
    score: 5,
  },
  'of one that kept an earlier score': {
    previous: [grade('5.0', '08:00', { results: undefined }), grade('5.0', '10:00', { results: noGrade(true) })],
    score: 5,
  },
  'of one without its results': { previous: [{ submission_time: at('08:00'), score: '6.0' }], score: 6 },
  'none from one that is not an array': { previous: { submission_time: at('08:00'), score: '6.0' }, score: undefined },
  'none from what is no number': { previous: [grade('NaN', '08:00'), grade('x', '09:00')], score: undefined },
  'none if the course wants none': { previous: [grade('7.5', '08:00')], score: undefined },
};

async function run(documents: readonly { readonly metadata: unknown; readonly onPending: 'previous' | 'none' }[]) {
  await using folder = await testFolder();
  const files = await submission(folder.path, { 'a.ipynb': '{}' });
  const configs = documents.map(({ onPending }, index) => ({
    server: NOWHERE,
    assignment: `case-${index}`,
    onPending,
  }));
  const roots = await autograders(folder.path, configs);
  return await runOnPlatform(
    roots.map((root, index) => ({ root, metadata: documents[index]?.metadata, files, timeout: LIMIT_SECONDS })),
  );
}

describe('the score of an earlier submission stands in for a grade that is not there', () => {
  const names = Object.keys(CASES);
  let stored: Stored[];

  beforeAll(async () => {
    const documents = Object.entries(CASES).map(([name, { previous }]) => ({
      metadata: metadata({ previous_submissions: previous }),
      onPending: name === 'none if the course wants none' ? ('none' as const) : ('previous' as const),
    }));
    stored = await run(documents);
  });

  it.each(names)('%s', (name) => {
    const { results, error_code: error } = stored[names.indexOf(name)] ?? {};
    const score = CASES[name]?.score;
    expect(error).toBeNull();
    expect(results?.score).toBe(score);
    const told =
      score === undefined ? 'The 0 here is not your grade.' : `Your score stays what it was before: ${score}.`;
    expect(results).toMatchObject({
      extra_data: { ungraded: true, scoreKept: score !== undefined },
      tests: [{ score: 0, max_score: 0, output: told }],
    });
  });
});

describe.skipIf(!existsSync(REAL_METADATA))('metadata as the platform really wrote it', () => {
  it('leaves a document that claims no new points', { timeout: 60_000 }, async () => {
    const names = readdirSync(REAL_METADATA);
    const documents = names.map((name) => ({
      metadata: JSON.parse(readFileSync(join(REAL_METADATA, name), 'utf8')) as unknown,
      onPending: 'previous' as const,
    }));
    const stored = await run(documents);
    const scored = names.flatMap((name, index) => {
      const score = stored[index]?.results?.score;
      return score === undefined ? [] : [`${name.slice(0, 3)} ${String(score)}`];
    });
    expect(stored.map(({ error_code: error }) => error)).toEqual(names.map(() => null));
    expect(stored.every(({ results }) => results?.tests?.[0]?.name === 'Not graded')).toBe(true);
    expect(scored).toEqual(['m01 20']);
  });
});
