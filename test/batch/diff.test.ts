import { describe, expect, it } from 'vitest';
import { diffRuns } from '../../src/batch/diff.js';
import { item, row } from './sampleRun.js';

const OTHER_DIGEST = `sha256:${'9'.repeat(64)}`;

describe('diffRuns', () => {
  it('says nothing of what is the same, however long it took', () => {
    const timings = { startMs: 9, cellsMs: 9, checksMs: 9, totalMs: 27 };
    const diff = diffRuns([row('Ada', 'ppf')], [row('Ada', 'ppf', { timings })]);
    expect(diff).toMatchObject({ same: 1, changes: [], raised: 0, lowered: 0 });
  });

  it.each([
    ['code', { notebookDigest: OTHER_DIGEST }],
    ['checks', { assignmentDigest: OTHER_DIGEST }],
    ['nothing', {}],
  ])('names what changed besides a check: %s', (cause, changes) => {
    const diff = diffRuns([row('Ada', 'pf')], [row('Ada', 'pp', changes)]);
    expect(diff).toMatchObject({ same: 0, raised: 1, lowered: 0 });
    expect(diff.changes).toMatchObject([
      {
        name: 'Ada',
        before: { earnedMicroPoints: 1_000_000 },
        after: { earnedMicroPoints: 2_000_000 },
        checks: [
          { id: '1.2', before: { status: 'failed' }, after: { status: 'passed', earnedMicroPoints: 1_000_000 } },
        ],
        causes: [cause],
      },
    ]);
  });

  it('shows checks that change places under the same score', () => {
    const diff = diffRuns([row('Ada', 'pf')], [row('Ada', 'fp')]);
    expect(diff.changes[0]?.checks.map(({ id }) => id)).toEqual(['1.1', '1.2']);
    expect(diff).toMatchObject({ raised: 0, lowered: 0 });
  });

  it('takes a grade with open points for none', () => {
    const diff = diffRuns([row('Ada', 'pb')], [row('Ada', 'pp')]);
    expect(diff).toMatchObject({ raised: 0, appeared: 1 });
    expect(diff.changes[0]?.before).toEqual({ kind: 'ungraded', why: '1 of 2 points is still open' });
    expect(diff.changes[0]?.checks.map(({ id }) => id)).toEqual(['1.2']);
  });

  it('knows a student again whose newer submission has another id, and tells who came and went', () => {
    const [, end] = row('Ada', 'pp');
    const later = [item('Ada', { key: '77', submissionId: '77' }), end] as const;
    const failed = [item('Bela'), { kind: 'platformFailure', message: 'The engine failed.' }] as const;
    const diff = diffRuns(
      [row('Ada', 'pp'), row('Bela', 'pp'), row('Chidi', 'pf')],
      [later, failed, row('Dalia', 'pp')],
    );
    expect(diff).toMatchObject({ same: 1, appeared: 1, vanished: 2 });
    expect(diff.changes.map(({ name, before, after }) => [name, before.kind, after.kind])).toEqual([
      ['Bela', 'graded', 'ungraded'],
      ['Dalia', 'absent', 'graded'],
      ['Chidi', 'graded', 'absent'],
    ]);
  });
});
