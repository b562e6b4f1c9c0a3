import { submissionId } from '../../../../src/queue/job.js';

/** An id is a hash over the work itself: who cannot name the notebook cannot name the submission. */
export default function attempt(): string[] {
  const ids = ['a', 'b', 'c'].map((digest) => submissionId('hw4', 'ada', digest.repeat(64)));
  const isOpaque = ids.every((id) => /^s-[0-9a-f]{24}$/u.test(id)) && new Set(ids).size === ids.length;
  const isTwin = submissionId('hw4', 'a', 'b'.repeat(64)) === submissionId('hw4', `a\n${'b'.repeat(64)}`, '');
  return [...(isOpaque ? [] : ['ids can be guessed']), ...(isTwin ? ['two submissions share an id'] : [])];
}
