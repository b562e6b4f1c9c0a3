import { jobSchema } from '../../../../src/queue/job.js';

const job = {
  schemaVersion: 1,
  submission: 's-1',
  assignment: 'hw4',
  assignmentDigest: `sha256:${'b'.repeat(64)}`,
  notebook: 'a'.repeat(64),
  fileName: 'hw4.ipynb',
};

/** Every field that no job has is refused, and so is every path in place of a digest. */
export default function attempt(): string[] {
  const extra = {
    image: 'evil',
    limits: { memoryMiB: 1 },
    maxScore: 1e9,
    priority: 1,
    callback: 'http://x',
    gpu: true,
  };
  const wrong = { notebook: '../../etc/passwd', assignmentDigest: 'latest', schemaVersion: 99, submission: '' };
  if (!jobSchema.safeParse(job).success) return ['the case itself is out of date: its honest job is refused'];
  return Object.entries({ ...extra, ...wrong })
    .filter(([key, value]) => jobSchema.safeParse({ ...job, [key]: value }).success)
    .map(([key]) => `a job may carry ${key} of the sender's choice`);
}
