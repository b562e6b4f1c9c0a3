import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gradescopeResultsSchema, writtenResultsSchema } from '../../src/results/gradescope.js';
import { toResults } from '../../src/results/toResults.js';
import { sampleAssignment, sampleGrade } from './sampleGrade.js';

describe('gradescopeResultsSchema', () => {
  it('reads what others write: strings for numbers, nulls, unknown keys', () => {
    const read = gradescopeResultsSchema.parse({
      score: '4.5',
      execution_time: '0.03',
      output: null,
      tests: [{ score: 0, 'max.score': 10, name: null, number: 2.1 }],
      leaderboard: [{ name: 'Score', value: '***' }],
    });
    expect(read).toMatchObject({ score: 4.5, execution_time: 0.03, tests: [{ number: '2.1', 'max.score': 10 }] });
  });

  it.each([{ score: 'many' }, { score: Number.NaN }, { tests: {} }, { tests: [null] }, { visibility: 'sometimes' }])(
    'refuses %j',
    (value) => {
      expect(gradescopeResultsSchema.safeParse(value).success).toBe(false);
    },
  );

  it('reads what we write', () => {
    const results = toResults(sampleGrade(), sampleAssignment);
    expect(gradescopeResultsSchema.safeParse(results).success).toBe(true);
    expect(writtenResultsSchema.safeParse({ ...results, score: null }).success).toBe(false);
    expect(writtenResultsSchema.safeParse({ ...results, extra: 1 }).success).toBe(false);
  });
});

const captured = new URL('../../../shared/fixtures/gradescope/results/', import.meta.url).pathname;
describe.skipIf(!existsSync(captured))('captured documents (skipped where ../shared/fixtures is absent)', () => {
  it.each(existsSync(captured) ? readdirSync(captured) : [])('%s', (name) => {
    const value: unknown = JSON.parse(readFileSync(captured + name, 'utf8'));
    expect(gradescopeResultsSchema.safeParse(value).error).toBeUndefined();
  });
});
