import { jobSchema } from '../../../../src/queue/job.js';

/** Ids and digests alone: a new field needs a reason, and this case needs to hear it. */
export default function attempt(): string[] {
  const known = [
    'schemaVersion',
    'submission',
    'assignment',
    'assignmentDigest',
    'notebook',
    'fileName',
    'run',
    'checks',
    // Numbers and words of the server's own: which try it is, and how it is queued.
    'attempt',
    'workClass',
    'lane',
  ];
  const unknown = Object.keys(jobSchema.shape).filter((key) => !known.includes(key));
  return unknown.map((key) => `a job carries ${key}`);
}
