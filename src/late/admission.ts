import type { Work } from './facts.js';
import type { Submission } from './submission.js';
import type { LateEvent } from './model.js';

/** Whether the platform or a student says it: only people on the staff overrule the policy and open what is released. */
export function isByPlatform({ actor }: Pick<LateEvent, 'actor'>): boolean {
  return actor === 'system' || actor?.startsWith('student:') === true;
}

/** Staff speaking of this very submission want it looked at, even where it came after the release. */
export function admit(work: Work, submission: Submission): void {
  thaw(work);
  work.afterRelease.delete(submission);
}

export function thaw(work: Work): void {
  work.frozen = null;
}
