import { expect, it } from 'vitest';
import { jobId, jobSchema, submissionId, type GradeJob } from '../../src/queue/job.js';

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

it('is another job for another version of the checks or of the grader', () => {
  const ids = [
    jobId(job, '1.0.0'),
    jobId(job, '1.0.1'),
    jobId({ ...job, assignmentDigest: `sha256:${'c'.repeat(64)}` }, '1.0.0'),
    jobId({ ...job, submission: 's-2' }, '1.0.0'),
  ];
  expect(new Set(ids).size).toBe(4);
  expect(ids.join('')).not.toContain(':');
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
