import { expect, it } from 'vitest';
import { jobSchema, submissionId, type GradeJob } from '../../src/queue/job.js';

const job: GradeJob = {
  schemaVersion: 2,
  submission: 's-1',
  assignment: 'hw4',
  assignmentDigest: `sha256:${'a'.repeat(64)}`,
  notebook: 'b'.repeat(64),
  fileName: 'ada.ipynb',
  attempt: 1,
  workClass: 'batch',
  lane: 'cpu',
};

it('names the same notebook under the same name for the same assignment alike, and nothing else', () => {
  const id = submissionId('hw4', 'ada', 'sha256:1');
  expect(submissionId('hw4', 'ada', 'sha256:1')).toBe(id);
  const others = [
    submissionId('hw3', 'ada', 'sha256:1'),
    submissionId('hw4', 'bela', 'sha256:1'),
    submissionId('hw4', 'ada', 'sha256:2'),
  ];
  expect(new Set([id, ...others]).size).toBe(4);
});

it.each([
  ['another version', { schemaVersion: 3 }],
  ['an unknown field', { more: 1 }],
  ['a tag for a digest', { assignmentDigest: 'latest' }],
  ['a path for a blob', { notebook: '../secret' }],
  ['no submission', { submission: '' }],
])('refuses %s', (_name, change) => {
  expect(jobSchema.safeParse(job).success).toBe(true);
  expect(jobSchema.safeParse({ ...job, ...change }).success).toBe(false);
});
