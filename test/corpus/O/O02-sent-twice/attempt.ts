import { jobId, submissionId } from '../../../../src/queue/job.js';

const job = (label: string) => ({
  schemaVersion: 1 as const,
  submission: submissionId('hw4', label, 'a'.repeat(64)),
  assignment: 'hw4',
  assignmentDigest: `sha256:${'b'.repeat(64)}`,
  notebook: 'a'.repeat(64),
  fileName: 'hw4.ipynb',
});

/** The same work is the same job, of which a queue takes one. */
export default function attempt(): string[] {
  const again = jobId(job('ada'), '1') === jobId({ ...job('ada'), fileName: 'other.ipynb' }, '1');
  const others = jobId(job('ada'), '1') !== jobId(job('bela'), '1');
  return [...(again ? [] : ['another file name makes another job']), ...(others ? [] : ['two students share a job'])];
}
