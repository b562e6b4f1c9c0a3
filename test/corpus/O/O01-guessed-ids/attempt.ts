import { submissionId } from '../../../../src/queue/job.js';

/** An id is a hash over the work itself: who cannot name the notebook cannot name the submission. */
export default function attempt(): string[] {
  const ids = ['a', 'b', 'c'].map((digest) => submissionId('hw4', 'ada', digest.repeat(64)));
  const isOpaque = ids.every((id) => /^s-[0-9a-f]{24}$/u.test(id)) && new Set(ids).size === ids.length;
  // The parts must not run into each other.
  const isTwin = submissionId('hw4', 'a\nb', 'c') === submissionId('hw4\na', 'b', 'c');
  return [
    ...(isOpaque ? [] : ['ids of submissions can be guessed']),
    ...(isTwin ? ['two submissions share an id'] : []),
  ];
}
