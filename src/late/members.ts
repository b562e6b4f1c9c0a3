import { admit, isByPlatform } from './admission.js';
import { workOf, type Facts, type Work } from './facts.js';
import type { SubmissionMembersChanged } from './model.js';

/**
 * Lets people have a submission, or have it no longer. What a release has fixed stays where the platform says so: who
 * joined has it after the release, and who left keeps the charge that was published. Staff thaw it.
 */
export function membersChanged(facts: Facts, event: SubmissionMembersChanged): void {
  const submission = facts.submissions.get(event.submissionId);
  // Nobody can join or leave what is not there yet.
  if (submission === undefined || event.seq < submission.seq) return;
  const byPlatform = isByPlatform(event);
  const change = (id: string, apply: (work: Work) => void): void => {
    const student = facts.students.get(id);
    if (student !== undefined) apply(workOf(student, submission.assignment));
  };
  const left = (event.left ?? []).filter((id) => submission.students.includes(id));
  const joined = (event.joined ?? []).filter((id) => !submission.students.includes(id));
  for (const id of left) {
    submission.joined.delete(id);
    change(id, (work) => {
      work.submissions = work.submissions.filter((own) => own !== submission);
      work.left.set(submission.id, event.seq);
      if (!byPlatform) admit(work, submission);
    });
  }
  for (const id of joined) {
    submission.joined.set(id, event.seq);
    change(id, (work) => {
      work.submissions.push(submission);
      work.inOrder = false;
      work.left.delete(submission.id);
      if (!byPlatform) admit(work, submission);
      else if (work.frozen !== null) work.afterRelease.add(submission);
    });
  }
  submission.students = [...submission.students.filter((id) => !left.includes(id)), ...joined];
}
