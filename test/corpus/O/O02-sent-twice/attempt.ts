import { submissionId } from '../../../../src/queue/job.js';
import { workJobId } from '../../../../src/work/dispatch/jobs.js';

const named = (label: string, attempt = 1) => workJobId({ id: submissionId('hw4', label, 'a'.repeat(64)), attempt });

/** The same work is the same submission, and its try the same job, of which a queue takes one. */
export default function attempt(): string[] {
  const again = named('ada') === named('ada');
  const others = named('ada') !== named('bela') && named('ada') !== named('ada', 2);
  return [
    ...(again ? [] : ['the same try is another job']),
    ...(others ? [] : ['two students, or two tries, share a job']),
  ];
}
