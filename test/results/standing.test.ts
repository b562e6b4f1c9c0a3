import { describe, expect, it } from 'vitest';
import { serialiseResults } from '../../src/results/serialise.js';
import { standingResults } from '../../src/results/standing.js';
import { dataOf, handedIn, record, sentence, spent, unreadable } from './sampleLate.js';

describe('standingResults', () => {
  const standing = {
    submission: '2002',
    assignment: 'hw2',
    state: 'unreadable',
    message: 'It is a PDF. Upload the notebook.',
  };

  it('has no scored test, says where the submission stands, and is no verdict', () => {
    const results = standingResults(standing);
    expect(serialiseResults(results)).toContain('It is a PDF.');
    expect(results).toMatchObject({ score: 0, tests: [], stdout_visibility: 'hidden' });
    expect(results.extra_data).toMatchObject({ ungraded: true, state: 'unreadable', submission: '2002' });
  });

  it('shows the score of what counts, and that nothing was charged', () => {
    const events = [...spent(), handedIn('2002', 'hw2', '2026-02-26T07:59:00-05:00'), unreadable('2002')];
    const late = record({ events, submissionId: '2002' });
    const results = standingResults({ ...standing, late });
    expect(results.score).toBe(87.3);
    expect(results.tests).toHaveLength(1);
    expect(results.tests[0]).not.toHaveProperty('score');
    expect(sentence(results)).toContain(
      'It could not be graded, so it does not count and uses no late hours. Submission 2001 counts',
    );
    expect(dataOf(results)).toMatchObject({ notCounted: 'ungradable', hoursUsed: 0, usedElsewhere: 120 });
  });
});
